import '@mantine/core/styles.css';
import './ui/global.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { RouterProvider } from '@tanstack/react-router';
import { watchForInput } from './api/live';
import { queryClient } from './api/query-client';
import { Providers } from './app/providers';
import { router } from './app/router';
import { publishStyleNonce } from './app/style-nonce';

publishStyleNonce();
watchForInput(window, () => void queryClient.invalidateQueries());

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root.');

createRoot(root).render(
  <StrictMode>
    <Providers>
      <RouterProvider router={router} />
    </Providers>
  </StrictMode>,
);
