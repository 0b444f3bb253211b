import { createTheme, localStorageColorSchemeManager, Modal } from '@mantine/core';

/**
 * Mantine gives behaviour, our tokens give looks. Scroll locking is ours (`base.css`): Mantine's would write a style element, which
 * the content security policy forbids.
 */
export const theme = createTheme({
  respectReducedMotion: true,
  components: {
    Modal: Modal.extend({
      defaultProps: {
        centered: true,
        removeScrollProps: { enabled: false },
        closeButtonProps: { 'aria-label': 'Close' },
        transitionProps: { duration: 140 },
      },
    }),
  },
});

export const colorSchemeManager = localStorageColorSchemeManager({ key: 'runledger.theme' });
