import { createContext, useContext, type ReactNode } from 'react'
import { defaultBrand, type Brand } from '../../config/brand.ts'
import { choices, wholeTopics, type Topic } from '../../topics/catalogue.ts'

const Context = createContext(defaultBrand)

/** Whose name a page has. */
export function useBrand(): Brand {
  return useContext(Context)
}

/** Tells the components inside whose pages they are on. */
export function BrandProvider({ brand, children }: { brand: Brand; children: ReactNode }) {
  return <Context value={brand}>{children}</Context>
}

/** The topics that this installation offers. */
export function useTopics(): readonly Topic[] {
  const { topics: offered } = useBrand()
  return offered ? wholeTopics().filter(({ slug }) => offered.includes(slug)) : wholeTopics()
}

/** The topics and parts of topics that forms offer: those of this installation, and what was chosen before. */
export function useChoices(chosen: ReadonlySet<string>): readonly Topic[] {
  const { topics: offered } = useBrand()
  return offered ? choices().filter(({ slug }) => offered.includes(slug) || chosen.has(slug)) : choices()
}
