/** The sign of GoReady: a check that goes on as an arrow. */
export function Mark({ className, size = 18 }: { readonly className?: string | undefined; readonly size?: number }) {
  return (
    <svg className={className} width={size} height={size} viewBox="0 0 1024 1024" aria-hidden="true">
      <rect width="1024" height="1024" rx="208" fill="#00a0c8" />
      <g fill="none" stroke="#fff" strokeWidth="128" strokeLinecap="round" strokeLinejoin="round">
        <path d="M208 520 L404 716 L816 304" />
        <path d="M552 304 H816 V568" />
      </g>
    </svg>
  )
}
