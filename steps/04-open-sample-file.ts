import { lookStep } from '../src/contract/step.ts';
import { openByCli, openInConsole } from './by-hand/web-app.ts';

export default lookStep({
  id: 'open-sample-file',
  title: 'Open the sample file in the web app',
  section: 'IAM roles - only Encrypt the KMS but not Decrypt the KMS.',
  guide: {
    why:
      'S3 decrypts with the permissions of the caller. The role may still read the bucket, but KMS denies it ' +
      'the data key, so S3 denies it the file. The app does not catch that error: the browser gets no response, ' +
      'and the reason is in the app’s log.',
    task: ({ names }) =>
      `Open ${names.sampleObject} in the web app, and read in the app’s log why it failed.`,
    console: openInConsole,
    cli: openByCli,
  },
  async show(lab) {
    const link = `S3//${lab.facts.sampleObject}`;
    const page = await lab.webApp.download(link);
    return page.kind === 'shown' ? `${link}: HTTP ${page.status}` : `${link}: no response (${page.detail})`;
  },
});
