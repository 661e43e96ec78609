/** The sign of GoReady: a check that is also a way forward. */
export function Mark({ className, size = 18 }: { readonly className?: string | undefined; readonly size?: number }) {
  return (
    <svg className={className} width={size} height={size} viewBox="0 0 24 24" fill="none" aria-hidden="true">
      <rect x="1.5" y="1.5" width="21" height="21" rx="6" fill="currentColor" opacity="0.16" />
      <path
        d="M6.5 12.6l3.6 3.6 7.4-8.4"
        stroke="currentColor"
        strokeWidth="2.4"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  )
}
