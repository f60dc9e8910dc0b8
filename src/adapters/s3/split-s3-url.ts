/** `s3://bucket/some/prefix` as the bucket, and the prefix with a slash at its end where there is one. */
export function splitS3Url(url: string): { readonly bucket: string; readonly prefix: string } {
  const [bucket = '', ...segments] = url.slice('s3://'.length).split('/');
  const prefix = segments.filter((segment) => segment !== '').join('/');
  return { bucket, prefix: prefix === '' ? '' : `${prefix}/` };
}
