import type { GuideLine, Here } from '../../src/contract/guide.ts';
import { quoteForShell } from '../../src/contract/suggestion.ts';
import { startScript, WEB_APP } from '../../src/contract/web-app-program.ts';

/** How the web app is started, visited and read by hand. */

const START = startScript('KEY_ID_HERE', WEB_APP.port);

/** For use within single quotes, outside of which a variable has to be. */
function singleQuotedWithKey(script: string, { words: { keyId } }: Here): string {
  const within = keyId.startsWith('"') ? `'${keyId}'` : keyId;
  return `'${script.replace('KEY_ID_HERE', () => within)}'`;
}

/** Run Command runs as root. https://docs.aws.amazon.com/systems-manager/latest/userguide/run-command.html */
const send = ({ words }: Here, parameters: string): string =>
  `aws ssm send-command --instance-ids ${words.instanceId} --document-name AWS-RunShellScript --parameters ${parameters} --query Command.CommandId --output text`;

export const startByCli = (here: Here): readonly GuideLine[] => [
  { shell: send(here, singleQuotedWithKey(JSON.stringify({ commands: START }), here)) },
  { shell: `curl -sS ${here.words.webAppUrl}/` },
];

/** https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/connect-with-systems-manager-session-manager.html */
export const startInConsole = (here: Here): readonly GuideLine[] => [
  'EC2',
  'Instances',
  here.names.instance,
  'Connect',
  'Session Manager: Connect',
  ...(here.lookups.length > 0 ? ['Type this, and then the key’s id:', { shell: 'read -r KEY_ID' }] : []),
  { shell: `sudo sh -c ${singleQuotedWithKey(START.join('; '), here)}` },
];

/** The invocation exists only after a while; the wait asks for it again. */
export function openByCli(here: Here): readonly GuideLine[] {
  const { sampleObject } = here.names;
  const log = JSON.stringify({ commands: [`tail -n 20 ${WEB_APP.path(WEB_APP.log)}`] });
  const of = `--command-id "$COMMAND_ID" --instance-id ${here.words.instanceId}`;
  return [
    { shell: `curl -v ${here.words.webAppUrl}${quoteForShell(`/S3//${sampleObject}`)}` },
    { shell: `COMMAND_ID=$(${send(here, `'${log}'`)})` },
    { shell: `aws ssm wait command-executed ${of}` },
    { shell: `aws ssm get-command-invocation ${of} --query StandardOutputContent --output text` },
  ];
}

export const openInConsole = ({ names }: Here): readonly GuideLine[] => [
  `In a browser: ${names.webAppUrl}`,
  `S3//${names.sampleObject}`,
  'EC2',
  'Instances',
  names.instance,
  'Connect',
  'Session Manager: Connect',
  { shell: `sudo tail -n 20 ${WEB_APP.path(WEB_APP.log)}` },
];
