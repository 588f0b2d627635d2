interface LogoProps {
  readonly size?: number;
}

/** A sally port: the small fortified gate through which one goes out and, in time, back in. */
export function LogoMark({ size = 24 }: LogoProps) {
  return (
    <svg width={size} height={size} viewBox="0 0 24 24" fill="none" aria-hidden focusable="false">
      <path
        d="M3 21V5.5h3.2v2.2h3.1V5.5h5.4v2.2h3.1V5.5H21V21h-4.4v-4.4a4.6 4.6 0 0 0-9.2 0V21H3Z"
        fill="currentColor"
      />
      <path d="M10.2 21v-4.2a1.8 1.8 0 0 1 3.6 0V21" stroke="currentColor" strokeWidth="1.6" />
      <path d="M12 21v-3.4" stroke="currentColor" strokeWidth="1.2" />
    </svg>
  );
}
