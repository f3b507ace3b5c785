import { nameKey } from './names.ts'

/**
 * What papers call by its letters, by the papers that spell it out. Letters that stand for several things count only beside a
 * word of the subject.
 */
const names = [
  ['retrieval-augmented generation', 'RAG'],
  ['mixture of experts', 'mixture-of-experts model', 'MoE'],
  ['vision-language-action', 'vision-language-action model', 'VLA'],
  ['vision-language model', 'VLM', 'LVLM'],
  ['large language model', 'LLM'],
  ['multimodal large language model', 'multimodal LLM', 'MLLM'],
  ['diffusion language model', 'diffusion large language model', 'diffusion LLM', 'dLLM', 'DLM'],
  ['audio language model', 'large audio language model', 'LALM'],
  ['reinforcement learning with verifiable rewards', 'RLVR'],
  ['reinforcement learning from human feedback', 'RLHF'],
  ['group relative policy optimization', 'GRPO'],
  ['proximal policy optimization', 'PPO'],
  ['direct preference optimization', 'DPO'],
  ['supervised fine-tuning', 'SFT'],
  ['parameter-efficient fine-tuning', 'PEFT'],
  ['low-rank adaptation', 'LoRA'],
  ['process reward model', 'PRM'],
  ['chain of thought', 'CoT'],
  ['Monte Carlo tree search', 'MCTS'],
  ['state space model', 'SSM'],
  ['model context protocol', 'MCP'],
  ['multi-agent system', 'MAS AND agent'],
  ['computer-use agent', 'computer use', 'CUA'],
  ['visual question answering', 'VQA'],
  ['optical character recognition', 'OCR'],
  ['novel view synthesis', 'NVS'],
  ['3D Gaussian splatting', '3DGS'],
  ['neural radiance field', 'NeRF'],
  ['classifier-free guidance', 'CFG'],
  ['text-to-speech', 'TTS AND speech'],
  ['speech recognition', 'ASR AND speech'],
  ['machine translation', 'MT AND translation'],
  ['drone', 'UAV', 'unmanned aerial vehicle'],
  ['graph neural network', 'GNN'],
  ['federated learning', 'FL AND federated'],
  ['knowledge graph', 'KG AND knowledge'],
  ['post-training quantization', 'PTQ'],
  ['multi-token prediction', 'MTP'],
  ['video super-resolution', 'VSR'],
  ['named entity recognition', 'NER'],
  ['partial differential equation', 'PDE'],
] as const

const others = new Map<string, readonly string[]>(
  names.flatMap((forms) =>
    forms
      .filter((form) => !form.includes(' AND '))
      .map((form) => [keyOf(form), forms.filter((other) => other !== form)]),
  ),
)

/** The same in letters or spelled out, as keywords of their own (see `readKeyword`); none for most. */
export function otherForms(keyword: string): readonly string[] {
  return others.get(keyOf(keyword)) ?? []
}

function keyOf(phrase: string): string {
  return nameKey(phrase).replace(/s$/, '')
}
