import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { ServerProblem } from '../../foundation/shell/client.ts';
import { startTheme } from '../../foundation/shell/theme/theme.ts';
import '../../foundation/shell/theme/tokens.css';
import '../../foundation/shell/theme/base.css';
import { I18nextProvider } from 'react-i18next';
import { startLocale } from './locale.ts';
import { makeRouter } from './routes.tsx';

startTheme();
const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 15_000,
      // a refusal is not mended by asking again
      retry: (times, error) =>
        times < 2 && error instanceof ServerProblem && (error.status === 0 || error.status >= 500),
      refetchOnWindowFocus: false,
    },
  },
});
const locale = await startLocale();
const router = makeRouter(locale);

createRoot(document.getElementById('app')!).render(
  <StrictMode>
    <I18nextProvider i18n={locale}>
      <QueryClientProvider client={queries}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </I18nextProvider>
  </StrictMode>,
);
