import type { PreviewedDigest } from '../../deliver/preview-digest.ts'
import { routes } from '../../routes.ts'
import type { PreferenceInput, PreferenceProblems } from '../../subscribers/preferences.ts'
import { WidePage } from '../page/layout.tsx'
import { PreferenceFields } from '../preferences/fields.tsx'

export type PreviewPageProps = {
  /** Null where no paper matches, or what was chosen is wrong. */
  digest: PreviewedDigest | null
  candidates: number
  input: PreferenceInput
  problems?: PreferenceProblems
  /** The form as it was sent, for the frames and for the button. */
  fields: { name: string; value: string }[]
  /** Null where there is no operator to send it to. */
  operatorAddress: string | null
  sentTo?: string | undefined
}

/** Gmail hides what is longer. */
const clipBytes = 102_000

/** The digest email for any preferences: as sent, in several sizes and colour schemes. */
export function PreviewPage(props: PreviewPageProps) {
  const { digest, input, problems = {}, candidates } = props
  const wrong = Object.keys(problems).length
  return (
    <WidePage title="Preview" isPrivate>
      <form className="form preview-choice" method="get">
        <details className="fold" open={wrong > 0}>
          <summary>Whose digest?</summary>
          <div className="fold-fields">
            <PreferenceFields input={input} problems={problems} />
            <button className="button" type="submit">
              Show it
            </button>
          </div>
        </details>
      </form>
      {props.sentTo && <output className="saved">On its way to {props.sentTo}.</output>}
      {digest ? (
        <Message {...props} digest={digest} />
      ) : (
        <p className="lede">{whyNothing(wrong, candidates)}</p>
      )}
    </WidePage>
  )
}

function whyNothing(wrong: number, candidates: number): string {
  if (wrong > 0) return `${wrong === 1 ? 'One field needs' : `${wrong} fields need`} another look.`
  if (candidates === 0) return 'There are no papers of the last two weeks yet.'
  return `None of the ${candidates} papers matches. Choose other topics, or none to get whatever trends.`
}

function Message({ digest, fields, operatorAddress }: PreviewPageProps & { digest: PreviewedDigest }) {
  const query = new URLSearchParams()
  for (const { name, value } of fields) query.append(name, value)
  return (
    <>
      <h2>{digest.subject}</h2>
      <Sizes digest={digest} />
      {operatorAddress && (
        <form method="post" action={routes.preview.href()}>
          {fields.map(({ name, value }) => (
            <input key={name + value} type="hidden" name={name} value={value} />
          ))}
          <button className="button quiet" type="submit">
            Send it to {operatorAddress}
          </button>
        </form>
      )}
      <div className="preview-frames">
        {views.map((view) => (
          <Frame key={view.name} {...view} query={query} />
        ))}
      </div>
      <h2>Text</h2>
      <pre className="preview-text">{digest.text}</pre>
      <h2>Headers</h2>
      <dl className="preview-headers">
        {digest.headers.map(({ name, value }) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </>
  )
}

const views = [
  { name: 'Phone, light', width: 360, scheme: 'light', images: 'on' },
  { name: 'Phone, dark', width: 360, scheme: 'dark', images: 'on' },
  { name: 'Desktop, light', width: 700, scheme: 'light', images: 'on' },
  { name: 'Desktop, dark', width: 700, scheme: 'dark', images: 'on' },
  { name: 'Images blocked', width: 700, scheme: 'light', images: 'off' },
] as const

function Frame({ name, width, scheme, images, query }: (typeof views)[number] & { query: URLSearchParams }) {
  const asked = new URLSearchParams([...query, ['scheme', scheme], ['images', images]])
  const src = `${routes.previewedMail.href()}?${asked.toString()}`
  return (
    <figure>
      <figcaption>{name}</figcaption>
      <iframe title={name} src={src} width={width} height={760} sandbox="allow-popups" loading="lazy" />
    </figure>
  )
}

function Sizes({ digest: { html, raw } }: { digest: PreviewedDigest }) {
  const decoded = Buffer.byteLength(html)
  const share = Math.round((Math.max(decoded, raw.length) / clipBytes) * 100)
  return (
    <p className="hint">
      HTML {kilobytes(decoded)}, whole message {kilobytes(raw.length)}: {share} % of what Gmail shows before
      it clips.
    </p>
  )
}

function kilobytes(bytes: number): string {
  return `${(bytes / 1000).toFixed(1)} kB`
}
