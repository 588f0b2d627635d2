import { AwsFault, xml } from './answers';

/** Objects by name, for each bucket by its name. */
export type Buckets = ReadonlyMap<string, ReadonlyMap<string, string>>;

/** What a request of S3's REST interface comes to: which right it needs on what, and its answer once that is there. */
export interface S3Request {
  readonly action: string;
  readonly resource: string;
  answer(buckets: Buckets): string;
}

const ACTIONS: Readonly<Record<string, string | undefined>> = {
  GET: 's3:GetObject',
  HEAD: 's3:GetObject',
  PUT: 's3:PutObject',
  DELETE: 's3:DeleteObject',
};

/** `GET /bucket` lists it, `GET /bucket/key` reads an object. Whoever may write finds that the stand-in only reads. */
export function readS3Request(method: string, path: string): S3Request {
  const [bucket = '', ...rest] = decodeURIComponent(new URL(path, 'http://s3').pathname).slice(1).split('/');
  const key = rest.join('/');
  if (method === 'GET' && key === '') {
    const resource = `arn:aws:s3:::${bucket}`;
    return {
      action: 's3:ListBucket',
      resource,
      answer: (buckets) => listing(bucket, objectsOf(buckets, bucket)),
    };
  }
  return {
    action: ACTIONS[method] ?? 's3:PutObject',
    resource: `arn:aws:s3:::${bucket}/${key}`,
    answer: (buckets) => {
      if (method !== 'GET' && method !== 'HEAD')
        throw new AwsFault('NotImplemented', 501, 'This stand-in of S3 keeps what it has.');
      const object = objectsOf(buckets, bucket).get(key);
      if (object === undefined) throw new AwsFault('NoSuchKey', 404, 'The specified key does not exist.');
      return object;
    },
  };
}

function objectsOf(buckets: Buckets, name: string): ReadonlyMap<string, string> {
  const bucket = buckets.get(name);
  if (bucket) return bucket;
  throw new AwsFault('NoSuchBucket', 404, 'The specified bucket does not exist.');
}

const listing = (bucket: string, objects: ReadonlyMap<string, string>): string => {
  const contents = [...objects].map(
    ([Key, text]) => `<Contents>${xml({ Key, Size: text.length })}</Contents>`,
  );
  const head = xml({ Name: bucket, KeyCount: objects.size, IsTruncated: 'false' });
  return `<ListBucketResult>${head}${contents.join('')}</ListBucketResult>\n`;
};

/** S3 words its refusals without the frame of the query protocol. */
export const s3Failure = ({ code, message }: AwsFault): string =>
  `<Error>${xml({ Code: code, Message: message })}</Error>\n`;
