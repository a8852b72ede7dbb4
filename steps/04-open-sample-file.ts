import { lookStep } from '../src/contract/step.ts';

export default lookStep({
  id: 'open-sample-file',
  title: 'Open the sample file in the web app',
  section: 'IAM roles - only Encrypt the KMS but not Decrypt the KMS.',
  guide: {
    why:
      'S3 decrypts with the permissions of whoever asks. The role may still read the bucket, but KMS refuses it the data ' +
      'key, so S3 refuses the file. The app does not catch that error: the browser gets no response, and the reason ' +
      'stands in the app’s log.',
    console: [
      'Browser: http://<public IP of KMSWorkshop-Instance>',
      'S3//SampleFile-KMS.txt',
      'Terminal of the web app: read the log',
    ],
    cli: ['curl -v http://<public IP>/S3//SampleFile-KMS.txt'],
  },
  async show(lab) {
    const link = `S3//${lab.facts.sampleObject}`;
    const page = await lab.webApp.download(link);
    return page.kind === 'shown' ? `${link}: HTTP ${page.status}` : `${link}: no response (${page.detail})`;
  },
});
