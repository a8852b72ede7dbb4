#!/usr/bin/env python3
"""The workshop's sample web app, for Python 3: lists a bucket, uploads with SSE-KMS, downloads through the role.

    sudo python3 WebAppEncSSE.py [port]        the port is 8000 where none is given

Asks at its prompt for the id of the KMS key to encrypt uploads with. A request that AWS denies raises in the
handler: its visitor is given no answer at all, and the log names the error.
"""
import email.policy
import html
import ipaddress
import mimetypes
import os
import pwd
import re
import sys
import threading
import urllib.parse
from email.parser import BytesParser
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import boto3
from botocore.exceptions import ClientError
from botocore.utils import InstanceMetadataRegionFetcher

TITLE = 'KMS Workshop - Sample WebApp S3 Uploader'
BUCKET = ''  # kmsworkshop-<account> where there is no other name

# Bytes of a form; how many are held at a time; and the seconds that a visitor may stop, or wait for the others.
MOST = 61 * 1024 * 1024
FORMS = threading.BoundedSemaphore(2)
PATIENCE = 20


def is_ours(headers):
    """Not a page of another site: by a form or a script of its own, or by a name that it points at this address."""
    host = headers.get('host', '')
    name = re.sub(r':\d+$', '', host).strip('[]').lower()
    try:
        known = bool(ipaddress.ip_address(name))
    except ValueError:
        known = re.search(r'^[a-z0-9-]+$|\.(localhost|internal|amazonaws\.com(\.cn)?)$', name) is not None
    return known and headers.get('origin', 'http://' + host) == 'http://' + host


def page(title, body):
    head = '<head><meta charset="utf-8"><title>%s</title></head>' % html.escape(title)
    return '<!DOCTYPE html>\n<html>\n%s\n<body>\n<h1>%s</h1>\n%s\n</body>\n</html>\n' % (
        head, html.escape(title), body)


def links(items):
    rows = ['<li><a href="%s">%s</a></li>\n' % (html.escape(href), html.escape(text)) for href, text in items]
    return '<ul>\n%s</ul>' % ''.join(rows)


def parts_of(target):
    """Of a request's path, unquoted; none of them leads out of the folder."""
    path = urllib.parse.unquote(target.split('?', 1)[0].split('#', 1)[0])
    return [part for part in path.split('/') if part not in ('', '.', '..')]


class NoUpload(Exception):
    """What was posted brings no file along; the message says why."""


def uploaded(headers, body):
    """The name and the bytes of the field `file` of a form."""
    kind = headers.get('content-type', '')
    if not kind.lower().startswith('multipart/form-data') or 'boundary=' not in kind.lower():
        raise NoUpload('Content NOT begin with boundary')
    form = BytesParser(policy=email.policy.HTTP).parsebytes(b'Content-Type: %s\r\n\r\n%s' % (kind.encode(), body))
    if any('CloseBoundaryNotFound' in type(defect).__name__ for defect in form.defects):
        raise NoUpload('Unexpect Ends of data.')
    for part in form.iter_parts():
        name = (part.get_filename() or '').split('/')[-1]
        if part.get_param('name', header='content-disposition') == 'file' and name:
            if name in ('.', '..'):
                raise NoUpload("Can't create file to write, do you have permission to write?")
            return name, part.get_payload(decode=True)
    raise NoUpload("Can't find out file name...")


class Handler(BaseHTTPRequestHandler):
    s3 = bucket = key_id = None
    timeout = PATIENCE

    def parse_request(self):
        if not super().parse_request():
            return False
        if is_ours(self.headers):
            return True
        self.send_error(403, "The web app is not for the pages of another site")
        return False

    def do_GET(self):
        parts = parts_of(self.path)
        if not parts:
            return self.answer(page(TITLE, self.listing()).encode())
        if not any('S3' in part for part in parts):
            return self.send_local('/'.join(parts))
        copy = 'localfile-' + parts[-1]
        try:
            self.s3.download_file(self.bucket, parts[-1], copy)
        except ClientError as error:
            if error.response['Error']['Code'] != '404':
                raise
            print('The S3 object does not exist.', flush=True)
        return self.send_local(copy)

    do_HEAD = do_GET

    def do_POST(self):
        length = self.headers.get('content-length', '0')
        if not re.fullmatch(r'[0-9]{1,12}', length):
            return self.send_error(400, 'The length of the form is not a number')
        if int(length) > MOST:
            return self.send_error(413, 'The file is larger than the web app accepts')
        if not FORMS.acquire(timeout=PATIENCE):
            return self.send_error(503, 'Too many files are being uploaded')
        try:
            result, info = self.upload(int(length))
        finally:
            FORMS.release()
        back = self.headers['referer']
        if back is None:
            raise KeyError('referer')
        back = back if back.startswith(('http://', 'https://')) else '/'
        text = '<p><strong>%s:</strong> %s</p>\n<p><a href="%s">back</a></p>' % (
            result, html.escape(info), html.escape(back))
        self.answer(page('Upload Result Page', text).encode())

    def upload(self, length):
        try:
            name, content = uploaded(self.headers, self.rfile.read(length))
            self.s3.put_object(Bucket=self.bucket, Key=name, Body=content,
                               ServerSideEncryption='aws:kms', SSEKMSKeyId=self.key_id)
            return 'Success', "File '%s' upload success!" % name
        except NoUpload as why:
            return 'Failed', str(why)

    def listing(self):
        pages = self.s3.get_paginator('list_objects').paginate(Bucket=self.bucket)
        keys = [item['Key'] for one in pages for item in one.get('Contents', [])]
        local = sorted((name for name in os.listdir('.') if os.path.isfile(name)), key=str.lower)
        return '\n'.join([
            '<h2>File upload, encrypted</h2>',
            '<form enctype="multipart/form-data" method="post">'
            '<input name="file" type="file"><input type="submit" value="upload"></form>',
            '<h2>Files in S3, bucket %s</h2>' % html.escape(self.bucket),
            links(('S3/' + urllib.parse.quote(key), 'S3//' + key) for key in keys),
            '<h2>Files in local server</h2>',
            links((urllib.parse.quote(name), name) for name in local),
        ])

    def send_local(self, name):
        try:
            if os.path.realpath(name) != os.path.join(os.path.realpath('.'), name):
                raise ValueError('A link leads out of the folder.')
            with open(name, 'rb') as local:
                content = local.read()
        except (OSError, ValueError):
            return self.send_error(404, 'File not found')
        return self.answer(content, mimetypes.guess_type(name)[0] or 'application/octet-stream')

    def answer(self, content, kind='text/html; charset=utf-8'):
        self.send_response(200)
        self.send_header('Content-Type', kind)
        self.send_header('Content-Length', str(len(content)))
        self.send_header('X-Content-Type-Options', 'nosniff')
        # What is uploaded is shown, not run.
        self.send_header('Content-Security-Policy', 'sandbox allow-forms allow-same-origin')
        self.end_headers()
        if self.command != 'HEAD':
            self.wfile.write(content)


def step_down():
    """Only the port needs root: the rest is done as the owner of the folder."""
    owner = os.stat('.').st_uid
    if os.getuid() != 0 or owner == 0:
        return
    user = pwd.getpwuid(owner)
    os.initgroups(user.pw_name, user.pw_gid)
    os.setgid(user.pw_gid)
    os.setuid(user.pw_uid)


def main():
    port = int(sys.argv[1]) if len(sys.argv) > 1 else 8000
    Handler.key_id = input('Enter the KeyId of the CMK to use with SSE: ').strip()
    server = ThreadingHTTPServer(('', port), Handler)
    step_down()
    session = boto3.session.Session()
    region = session.region_name or InstanceMetadataRegionFetcher().retrieve_region()
    Handler.s3 = session.client('s3', region_name=region)
    account = BUCKET or session.client('sts', region_name=region).get_caller_identity()['Account']
    Handler.bucket = BUCKET or 'kmsworkshop-' + account
    print('Serving HTTP on 0.0.0.0 port %d ...' % port, flush=True)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        server.server_close()


if __name__ == '__main__':
    main()
