import { escape as escapeHtml } from 'html-escaper';

const page = (title: string, body: string): string => `<!DOCTYPE html>
<html>
<head><meta charset="utf-8"><title>${escapeHtml(title)}</title></head>
<body>
${body}
</body>
</html>
`;

/** The first page: a form, the bucket's keys and the app's own files. */
export const listPage = (bucket: string, keys: readonly string[], files: readonly string[]): string =>
  page(
    'KMS Workshop - Sample WebApp S3 Uploader',
    `<h1>KMS Workshop - Sample WebApp S3 Uploader</h1>
<h2>File upload, encrypted</h2>
<form enctype="multipart/form-data" method="post"><input name="file" type="file"><input type="submit" value="upload"></form>
<h2>Files in S3, bucket ${escapeHtml(bucket)}</h2>
${links(keys.map((key) => ({ href: `S3/${escapePath(key)}`, text: `S3//${key}` })))}
<h2>Files in local server</h2>
${links(files.map((name) => ({ href: escapePath(name), text: name })))}`,
  );

export const resultPage = (uploaded: boolean, info: string, back: string): string =>
  page(
    'Upload Result Page',
    `<h1>Upload Result Page</h1>
<p><strong>${uploaded ? 'Success' : 'Failed'}:</strong> ${escapeHtml(info)}</p>
<p><a href="${escapeHtml(isWebAddress(back) ? back : '/')}">back</a></p>`,
  );

export const errorPage = (status: number, message: string): string =>
  page(
    'Error response',
    `<h1>Error response</h1>\n<p>Error code ${status}.</p>\n<p>${escapeHtml(message)}.</p>`,
  );

interface Link {
  readonly href: string;
  readonly text: string;
}

const links = (items: readonly Link[]): string =>
  `<ul>\n${items.map(({ href, text }) => `<li><a href="${escapeHtml(href)}">${escapeHtml(text)}</a></li>\n`).join('')}</ul>`;

const escapePath = (path: string): string => path.split('/').map(encodeURIComponent).join('/');

const isWebAddress = (address: string): boolean => /^https?:\/\//.test(address);
