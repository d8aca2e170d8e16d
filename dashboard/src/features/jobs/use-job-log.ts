import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { JobLine } from '@/shared/api/generated';
import { showJobOptions } from '@/shared/api/generated/@tanstack/react-query.gen';
import { isAlive, joinLog } from './job-rows';

const ASK_EVERY_MS = 1_500;
const MOST_LINES = 1000;

/** A job as it is now, and its log, which grows while the job runs. */
export function useJobLog(id: string) {
  const [log, setLog] = useState<JobLine[]>([]);
  const job = useQuery({
    ...showJobOptions({ path: { job_id: id }, query: { lines: MOST_LINES } }),
    refetchInterval: ({ state }) => (state.data && !isAlive(state.data) ? false : ASK_EVERY_MS),
  });
  useEffect(() => {
    const came = job.data?.log;
    if (came) setLog((known) => joinLog(known, came));
  }, [job.data]);
  return { job, log };
}
