import type { CSSProperties, ReactNode } from 'react'

type TableProps = { className?: string; style?: CSSProperties; children: ReactNode }

/** One row of cells across the page. React Email's own brings 150 bytes of attributes along, for each paper. */
export function Table({ className, style, children }: TableProps) {
  return (
    <table
      role="presentation"
      width="100%"
      border={0}
      cellPadding={0}
      cellSpacing={0}
      className={className}
      style={style}
    >
      <tbody>
        <tr>{children}</tr>
      </tbody>
    </table>
  )
}
