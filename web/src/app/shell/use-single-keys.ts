import { useLocalStorage } from '@mantine/hooks';

/** Single-letter keys can be turned off: speech input would set them off by accident (WCAG 2.1.4). */
export const useSingleKeys = () => useLocalStorage({ key: 'sallyport-single-keys', defaultValue: true });
