import type { Job, Problem, WrongField } from '../api/generated';
import { formatFor } from '../format/format';
import { i18next } from './i18n';
import type { Catalogue, FieldCatalogue, Reason } from './problem-catalogue';

type Arguments = Record<string, string | number>;

export const problemWords = {
  name: 'problems',
  en: {
    not_logged_in: 'This needs you to be signed in.',
    not_logged_in_fix: 'Sign in, and do it again.',
    login_over: 'You are not signed in any more.',
    login_over_fix: 'Sign in again.',
    ticket_over: 'The ticket to the live feed is used up or too old.',
    ticket_over_fix: 'Load the page again.',
    wrong_login: 'E-mail and password don’t fit, or the account is locked.',
    wrong_login_fix: 'Try again; after several wrong passwords, wait {{minutes}} minutes.',
    wrong_password: 'The current password isn’t right, or the account is locked.',
    wrong_password_fix: 'Type it again.',
    password_of_others: 'The password was set by someone else.',
    password_of_others_fix: 'Choose your own first.',
    password_length: 'The password’s length is {{letters}}.',
    password_length_fix:
      'Choose one of {{least}} to {{most}}; a few words in a row are easy to keep in mind.',
    password_is_name: 'The password is made of the e-mail address or the name.',
    password_is_name_fix: 'Choose another, of unrelated words.',
    password_is_common: 'The password is one that many people use.',
    password_is_common_fix: 'Choose another, such as four unrelated words.',
    no_registration: 'Nobody may register here.',
    no_registration_fix: 'Ask an admin to add you.',
    role_may_not: 'The role {{role}} may not do this.',
    role_may_not_fix: 'Ask an admin for a role that may.',
    name_a_store: 'You are limited to some stores.',
    name_a_store_fix: 'Choose one of them.',
    store_of_others: 'The store {{name}} isn’t one of yours.',
    store_of_others_fix: 'Choose one of yours, or ask an admin for this one.',
    all_stores_only: 'This is about all stores, and you are limited to some.',
    all_stores_only_fix: 'Ask somebody who sees all stores.',
    own_change: 'It is your own change.',
    own_change_fix: 'Ask somebody else to approve it.',
    own_rights: 'You can’t change your own rights.',
    own_rights_fix: 'Ask another admin.',
    own_account: 'You can’t do this to your own account.',
    own_account_fix: 'Ask another admin; your password you change at your account.',
    only_admin: 'This is the only admin.',
    only_admin_fix: 'Make somebody else an admin first.',
    somebody_elses: 'Somebody else put it there.',
    somebody_elses_fix: 'Ask them, or an admin.',
    key_may_not: 'A key may not do this.',
    key_may_not_fix: 'Sign in with a password, and do it there.',
    other_site: 'The request comes from a page of another site.',
    other_site_fix: 'Open Foresale’s own pages, and do it there.',
    too_often: 'That was too often.',
    too_often_fix: 'Wait a few seconds.',
    too_many_listeners: 'Too many listen to the live feed already.',
    too_many_listeners_fix: 'Close another window with live figures.',
    too_many_files: 'Many files are being looked at.',
    too_many_files_fix: 'Try again in a minute.',
    too_many_exports: '{{count}} files are being made already.',
    too_many_exports_fix: 'Try again in a minute.',
    too_busy: 'More is asked than can be answered: no turn came for {{seconds}} seconds.',
    too_busy_fix: 'Try again in a minute.',
    body_too_large: 'More than {{bytes}} bytes were sent at once.',
    body_too_large_fix: 'Send less at once, or import a file.',
    file_too_large: 'The file is larger than {{megabytes}} MB.',
    file_too_large_fix: 'Upload it in parts.',
    list_too_long: 'The list has more than {{rows}} rows.',
    list_too_long_fix: 'Narrow it by its filters, such as days or a store.',
    change_too_large: 'These are {{days}} days of products in stores; one change may be of {{most}}.',
    change_too_large_fix: 'Choose fewer days, one category or one store.',
    no_such_address: 'There is nothing at this address.',
    no_such_address_fix: 'Load the page again: it may be older than the service.',
    no_such_product: 'There is no product “{{name}}”.',
    no_such_product_fix: 'Look for it among the products.',
    no_such_store: 'There is no store “{{name}}”.',
    no_such_store_fix: 'Choose one of the list of stores.',
    no_such_supplier: 'There is no supplier “{{name}}”.',
    no_such_supplier_fix: 'Choose one of the list of suppliers.',
    no_such_segment: 'There is no segment “{{name}}”.',
    no_such_segment_fix: 'Choose another one, or all products.',
    no_such_order: 'There is no order {{name}}.',
    no_such_order_fix: 'Look for it among the orders.',
    no_such_transfer: 'There is no transfer {{name}}.',
    no_such_transfer_fix: 'Look for it among the transfers.',
    no_such_terms: 'There are no terms {{name}}.',
    no_such_terms_fix: 'Load the suppliers again.',
    no_such_event: 'There is no event {{name}}.',
    no_such_event_fix: 'Load the calendar again.',
    no_such_job: 'There is no job {{name}}.',
    no_such_job_fix: 'Look for it among the jobs; old ones are deleted.',
    no_such_schedule: 'There is no schedule {{name}}.',
    no_such_schedule_fix: 'Load the schedules again.',
    no_such_user: 'There is no user {{name}}.',
    no_such_user_fix: 'Load the list of users again.',
    no_such_key: 'There is no key {{name}}.',
    no_such_key_fix: 'Load your account again.',
    no_such_comment: 'There is no such comment any more.',
    no_such_comment_fix: 'Load the page again.',
    no_such_import: 'There is no such import.',
    no_such_import_fix: 'Look for it among the earlier imports.',
    no_such_sale: 'There is no sale {{name}}.',
    no_such_sale_fix: 'Load the sales again.',
    no_such_view: 'There is no such view any more.',
    no_such_view_fix: 'Load the page again.',
    no_such_change: 'There is no change {{name}}.',
    no_such_change_fix: 'Load the plan again.',
    no_such_letter: 'There is no dead letter {{name}}.',
    no_such_letter_fix: 'Load the list again.',
    no_such_topic: 'There is no topic “{{name}}”.',
    no_such_topic_fix: 'Choose one of the list of topics.',
    changed_since_read: 'It was changed since you read it.',
    changed_since_read_fix: 'Read it again, and repeat your change.',
    deleted_meanwhile: 'It was deleted in the same moment.',
    deleted_meanwhile_fix: 'Load the page again to see what there is.',
    code_taken: '“{{name}}” is taken.',
    code_taken_fix: 'Choose another one, or change what has it.',
    email_taken: 'There is a user with this e-mail address.',
    email_taken_fix: 'Change that user, or use another address.',
    clashes: 'This clashes with what is stored: a name must be unique, or something still refers to it.',
    clashes_fix: 'Change the name, or first remove what refers to it.',
    undone_already: 'This change was undone already.',
    undone_already_fix: 'Make it again to bring it back.',
    decided_already: 'Somebody approved or undid this change already.',
    decided_already_fix: 'Load the plan again.',
    taken_back_already: 'This sale was taken back.',
    taken_back_already_fix: 'Delete the line that takes it back, then change it.',
    takes_back_another: 'This line takes back another sale.',
    takes_back_another_fix: 'Delete it, and that sale counts again.',
    job_under_way: 'A job is doing this already.',
    job_under_way_fix: 'Watch it among the jobs, or cancel it first.',
    wrong_state: 'This can’t be done in its present state: not any more, or not yet.',
    wrong_state_fix: 'Open it again to see its state.',
    order_empty: 'Order {{name}} has no units.',
    order_empty_fix: 'Change its quantities, or cancel it.',
    order_unpriced:
      'Order {{name}} has lines without a unit cost ({{lines}}), so nobody knows what it costs.',
    order_unpriced_fix: 'Give their unit costs in the terms and order again, or ask an admin.',
    order_over_limit: 'Order {{name}} costs {{amount}}; you may approve up to {{most}}.',
    order_over_limit_fix: 'Ask somebody who may approve more, or order less.',
    transfer_empty: 'Transfer {{name}} has no units.',
    transfer_empty_fix: 'Change its quantities, or cancel it.',
    more_than_left: '{{units}} units of {{name}} came, but only {{most}} are on their way.',
    more_than_left_fix: 'Receive those, and count what is in stock.',
    imported_before: 'This file was imported before.',
    imported_before_fix: 'There is nothing to do.',
    import_under_way: 'This import is under way.',
    import_under_way_fix: 'Watch its job.',
    import_undone: 'This import was undone.',
    import_undone_fix: 'Upload the file again to store it anew.',
    import_committed: 'This import was committed.',
    import_committed_fix: 'Upload the file again to import it otherwise.',
    no_forecast: 'There is no forecast yet.',
    no_forecast_fix: 'Train a model; once it is promoted, it answers within seconds.',
    no_monthly_model: 'There is no monthly model yet.',
    no_monthly_model_fix: 'Train one of the family monthly.',
    monthly_model_loading: 'The monthly model is still being loaded.',
    monthly_model_loading_fix: 'Try again in a few seconds.',
    not_forecast: '{{product}} isn’t forecast here: it has no or too few sales.',
    not_forecast_fix: 'Choose another store; the next training looks at it again.',
    beyond_horizon: '{{days}} days were asked for; the forecast reaches {{most}}.',
    beyond_horizon_fix: 'Choose fewer days, or train with a longer horizon.',
    nothing_forecast: 'Nothing is forecast here from {{first}} to {{last}}.',
    nothing_forecast_fix: 'Choose days that the forecast reaches, and something that is forecast.',
    wrong_fields: 'Something that was sent can’t be used.',
    wrong_fields_fix: 'Correct what is named here.',
    wrong_email: 'The e-mail address can’t be one.',
    wrong_email_fix: 'Write it as name@host.domain.',
    unknown_parameter: 'The service doesn’t know “{{name}}” here.',
    unknown_parameter_fix: 'Load the page again: it may be older than the service.',
    unknown_sorting: 'It can’t be sorted by “{{name}}”.',
    unknown_sorting_fix: 'Choose another column.',
    wrong_cursor: 'The list has changed, and can’t be gone on with from here.',
    wrong_cursor_fix: 'Load it again from its beginning.',
    value_too_large: 'A value is more than the database can keep.',
    value_too_large_fix: 'Write a smaller number, or less text.',
    no_champion: 'No model serves {{scope}} yet.',
    no_champion_fix: 'Train one first.',
    no_sales_of: 'There are no sales of {{segment}}.',
    no_sales_of_fix: 'Import sales first, or train for something else.',
    sales_without_days: 'No sale has a day.',
    sales_without_days_fix: 'Import sales with dates.',
    no_part_to_train: 'There is nothing of that kind to train a model of its own for.',
    no_part_to_train_fix: 'Add one, or train for all.',
    too_many_parts: 'A model for each would be {{count}} trainings; {{most}} are the most.',
    too_many_parts_fix: 'Add segments by lists or rules, and train for each of these.',
    empty_segment: 'The segment “{{name}}” holds no product.',
    empty_segment_fix: 'Change its list or its rule.',
    no_such_scope: 'The service knows no part of the assortment called “{{name}}”.',
    no_such_scope_fix: 'Write it as daily.all or monthly.store=S1.',
    too_costly_table: '{{name}} takes more memory than an analysis may.',
    too_costly_table_fix: 'Upload a part of its rows, drawn by chance, or fewer columns.',
    too_slow_table: '{{name}} takes more time than an analysis may.',
    too_slow_table_fix: 'Upload a part of its rows, drawn by chance, or try fewer models or columns.',
    worker_died: 'Its worker died, {{times}} times in a row.',
    worker_died_fix:
      'See the worker’s log; often the machine had too little memory. Then ask for the job again.',
    job_fault: 'Sorry, this is a fault in Foresale.',
    job_fault_fix: 'Tell your admin the job’s number, {{job}}; the workers’ log has the rest.',
    job_file: 'The file can’t be read: {{told}}',
    job_file_fix: '{{fix}}',
    job_columns: 'The columns aren’t clear: {{told}}',
    job_columns_fix: '{{fix}}',
    job_rows: 'Too many rows are of no use: {{told}}',
    job_rows_fix: '{{fix}}',
    job_history: 'There are too few sales: {{told}}',
    job_history_fix: '{{fix}}',
    job_model: 'The model can’t be used or kept: {{told}}',
    job_model_fix: '{{fix}}',
    job_engine: 'The computers that were to do it couldn’t: {{told}}',
    job_engine_fix: '{{fix}}',
    job_library: 'A library is missing where the job ran: {{told}}',
    job_library_fix: '{{fix}}',
    job_refused: 'The job couldn’t be done: {{told}}',
    job_refused_fix: '{{fix}}',
    kafka_takes_nothing: 'Kafka’s brokers take no events.',
    kafka_takes_nothing_fix: 'Ask whoever runs it to see that its brokers run and have space.',
    events_behind: 'Events have fallen behind, so no sales are read from “{{name}}” for now.',
    events_behind_fix: 'It goes on by itself once they have caught up.',
    sales_not_stored: 'Sales from “{{name}}” can’t be stored now.',
    sales_not_stored_fix: 'They are read again; the service’s log says why.',
    loop_fault: 'This is a fault in Foresale ({{name}}).',
    loop_fault_fix: 'It is tried again and again; the service’s log has the rest.',
    loop_refused: 'It says: {{told}}',
    loop_refused_fix: 'It is tried again and again; the service’s log has the rest.',
    database_away: 'The database can’t be reached, or is busy.',
    database_away_fix: 'Try again in a few seconds.',
    disk_full: 'The service’s disk is full.',
    disk_full_fix: 'Ask whoever runs it to free some space, then try again.',
    kafka_away: 'Kafka can’t be asked.',
    kafka_away_fix: 'Ask whoever runs it to see that its brokers run.',
    registry_away: 'The registry of models (MLflow) can’t be reached, or didn’t do its part.',
    registry_away_fix: 'Ask whoever runs the service to see whether it runs.',
    fault: 'Sorry, this is a fault in Foresale.',
    fault_fix: 'Tell your admin the request below; the service’s log has the rest.',
  } satisfies Catalogue,
};

export const fieldWords = {
  name: 'wrong-fields',
  en: {
    missing: 'It is missing.',
    unknown: 'The service doesn’t know this.',
    json: 'It can’t be read.',
    too_long: 'It is longer than {{limit}} characters.',
    too_short: 'It is shorter than {{limit}} characters.',
    too_many: 'There are more than {{limit}}.',
    too_few: 'There are fewer than {{limit}}.',
    above: 'It has to be above {{limit}}.',
    at_least: 'It has to be {{limit}} at least.',
    below: 'It has to be below {{limit}}.',
    at_most: 'It may be {{limit}} at most.',
    whole_number: 'It has to be a whole number.',
    number: 'It has to be a number.',
    yes_or_no: 'It has to be yes or no.',
    day: 'It has to be a day.',
    moment: 'It has to be a time with its zone.',
    text: 'It has to be text.',
    pattern: 'It isn’t written as it should be.',
    choice: 'It has to be one of {{choices}}.',
  } satisfies FieldCatalogue,
};

for (const { name, en } of [problemWords, fieldWords]) i18next.addResourceBundle('en', name, en, true, true);

/** The words in German, where they are read: they are much of the first screen's script. */
function bringGerman() {
  if (i18next.language === 'de') void import('./problem-words-de');
}
bringGerman();
i18next.on('languageChanged', bringGerman);

const DAY = /^\d{4}-\d\d-\d\d$/;

/** Days and numbers as the language writes them; names stay as they were typed. */
function writeArguments(given: Arguments): Record<string, string> {
  const format = formatFor(i18next.language);
  const write = (name: string, value: string | number): string => {
    if (name === 'name') return String(value);
    if (typeof value === 'string') return DAY.test(value) ? format.date(value) : value;
    return format.amount(value);
  };
  return Object.fromEntries(Object.entries(given).map(([name, value]) => [name, write(name, value)]));
}

function say(part: { name: string }, key: string, given: Arguments): string | undefined {
  // A page may be older than the service, and have no words for what that says.
  if (!i18next.exists(key, { ns: part.name })) return undefined;
  return i18next.t(key, { ns: part.name, ...writeArguments(given) });
}

interface Told {
  detail: string;
  fix: string;
}

/** A reason and what to do, in the chosen language; as the service told it where there are no words. */
export function wordReason(reason: Reason | null | undefined, given: Arguments, told: Told): Told {
  const own = reason ? say(problemWords, reason, given) : undefined;
  if (!reason || own === undefined) return told;
  return { detail: own, fix: say(problemWords, `${reason}_fix`, given) ?? told.fix };
}

/** What went wrong and what to do, of an answer. */
export function wordProblem({ reason, arguments: given = {}, detail, fix }: Problem): Told {
  return wordReason(reason, given, { detail, fix });
}

/** Why a job failed and what to do; nothing where it didn't. */
export function wordJob(
  job: Partial<Pick<Job, 'problem' | 'fix' | 'reason' | 'reason_arguments'>>,
): Told | undefined {
  if (!job.problem) return undefined;
  return wordReason(job.reason, job.reason_arguments ?? {}, { detail: job.problem, fix: job.fix ?? '' });
}

/** The same of a part of what was sent. */
export function wordField({ reason, arguments: given = {}, problem, fix, where }: WrongField): WrongField {
  const own = reason ? say(fieldWords, reason, given) : undefined;
  return own === undefined ? { where, problem, fix } : { where, problem: own, fix: '' };
}
