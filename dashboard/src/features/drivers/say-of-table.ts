import { type AnalysisDetails, changeAnalysis, type TableOptionsGiven } from '@/shared/api/generated';
import { withoutUnasked } from '@/shared/questions/answers';

/** Say how a table is read; answers that this makes needless are left out instead of refused. */
export async function sayOfTable(said: {
  path: { analysis_id: string };
  body: TableOptionsGiven;
}): Promise<AnalysisDetails> {
  const { data } = await changeAnalysis({ ...said, throwOnError: true });
  const body = withoutUnasked(said.body, data.preview);
  if (body === undefined) return data;
  return (await changeAnalysis({ ...said, body, throwOnError: true })).data;
}
