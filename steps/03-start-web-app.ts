import { edit, editStep } from '../src/contract/step.ts';
import { startLine, WEB_APP } from '../src/contract/web-app-program.ts';

export default editStep({
  id: 'start-web-app',
  title: 'Start the web app on the instance',
  section: 'IAM roles - only Encrypt the KMS but not Decrypt the KMS.',
  guide: {
    why:
      'The web app stores uploads in S3 under the key and fetches them back, with nothing but the instance role’s own ' +
      'permissions. It shows what the role can do from the outside. On the page it asks for the key id at a prompt; here ' +
      'it reads it from a file, so that the lab can see which key it was given, and writes a log. Where the app’s first ' +
      'line names python3, python3 runs it.',
    console: ['EC2', 'Instances', 'KMSWorkshop-Instance', 'Connect', `cd ${WEB_APP.folder}`],
    cli: [
      'sudo -i',
      `cd ${WEB_APP.folder}; A=${WEB_APP.name}`,
      'echo <key ID> > $A.key',
      startLine('python', WEB_APP.port, '$A'),
    ],
  },
  edits: [edit('web-app', (_current, facts) => ({ keyId: facts.key.id, port: WEB_APP.port }))],
});
