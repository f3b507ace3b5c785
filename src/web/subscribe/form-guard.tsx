import { assets } from '../assets.ts'
import { useWords } from '../page/speech.tsx'
import type { ProofChallenge } from './proof.ts'

/** The field that people do not see and programs fill in. Its name must not be one that browsers complete. */
export const trapField = 'website'

/** When the form was shown. */
export const stampField = 'stamp'

/** The solved challenge, written by the page's script. */
export const proofField = 'proof'

/** When the form was shown, and on pages that no cache keeps a challenge, if one is wanted. */
export type Guard = { stamp: string; challenge?: ProofChallenge | undefined }

/** Fields that tell a person from a program. */
export function FormGuard({ guard }: { guard?: Guard | undefined }) {
  const { trap } = useWords().subscribing.form
  return (
    <>
      <div className="form-trap" aria-hidden="true">
        <label htmlFor={trapField}>{trap}</label>
        <input id={trapField} name={trapField} type="text" tabIndex={-1} autoComplete="off" />
      </div>
      {guard && <input type="hidden" name={stampField} value={guard.stamp} />}
      {guard?.challenge && <ProofFields challenge={guard.challenge} />}
    </>
  )
}

function ProofFields({ challenge }: { challenge: ProofChallenge }) {
  const { needsScript } = useWords().subscribing.form
  return (
    <>
      <input
        type="hidden"
        name={proofField}
        data-salt={challenge.salt}
        data-challenge={challenge.challenge}
        data-max={challenge.maxnumber}
        data-signature={challenge.signature}
      />
      <script src={assets.proofScript.href} defer />
      <noscript>
        <p className="problem-summary">{needsScript}</p>
      </noscript>
    </>
  )
}
