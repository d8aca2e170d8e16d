import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { refreshTags } from '@/shared/api/refresh';
import { tell } from '@/shared/ui/toaster';

interface Answer {
  response: Response;
}

/** The tag of something that is about to be changed: it keeps two from overwriting each other. */
export function useTag(name: string, id: number | undefined, read: (id: number) => Promise<Answer>) {
  return useQuery({
    queryKey: [{ _id: name, id, tags: ['orders'] }],
    queryFn: async () => (await read(id ?? 0)).response.headers.get('ETag'),
    enabled: id !== undefined,
    staleTime: 0,
    // The tag of what was read into the form: a newer one would hide that somebody else changed it.
    refetchOnWindowFocus: false,
  });
}

/** Saves or removes something, tells so, and has the lists asked for anew. */
export function useSaving(said: string, whenDone: () => void) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (deed: () => Promise<unknown>) => deed(),
    onSuccess: () => {
      tell(said);
      void refreshTags(queries, 'orders');
      whenDone();
    },
  });
}
