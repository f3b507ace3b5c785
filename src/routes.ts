/** Every address of the web service, as data: the server, its pages and the mails all take them from here. */
export const routes = {
  home: route('/'),
  digest: route('/digests/:day'),
  subscribe: route('/subscribe'),
  confirm: route('/confirm/:token'),
  preferences: route('/preferences/:token'),
  unsubscribe: route('/unsubscribe/:token'),
  styles: route('/assets/styles.css'),
  formScript: route('/assets/form.js'),
  icon: route('/assets/icon.svg'),
  health: route('/health'),
} as const

export type Route<Path extends string> = {
  /** As the router takes it: `/digests/:day`. */
  path: Path
  /** The path with its parameters filled in and escaped: `/digests/2026-05-20`. */
  href: (...params: RouteParams<Path>) => string
}

type ParamNames<Path extends string> = Path extends `${string}:${infer Name}/${infer Rest}`
  ? Name | ParamNames<Rest>
  : Path extends `${string}:${infer Name}`
    ? Name
    : never

type RouteParams<Path extends string> = [ParamNames<Path>] extends [never]
  ? []
  : [params: Record<ParamNames<Path>, string>]

function route<Path extends string>(path: Path): Route<Path> {
  const href = (params?: Record<string, string>) =>
    path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(params?.[name] ?? ''))
  return { path, href }
}
