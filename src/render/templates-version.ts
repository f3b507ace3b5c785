let version: string | null = null

/** Identifies an operator's templates, where this process has loaded some; else null. */
export function ownTemplatesVersion(): string | null {
  return version
}

export function setOwnTemplatesVersion(loaded: string): void {
  version = loaded
}
