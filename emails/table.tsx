import type { CSSProperties, ReactNode } from 'react'

type TableProps = { className?: string; style?: CSSProperties; children: ReactNode }

/** Rows of cells across the page. React Email's own table brings 150 bytes of attributes along, for each paper. */
export function Rows({ className, style, children }: TableProps) {
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
      <tbody>{children}</tbody>
    </table>
  )
}

/** One row. */
export function Table({ children, ...rest }: TableProps) {
  return (
    <Rows {...rest}>
      <tr>{children}</tr>
    </Rows>
  )
}
