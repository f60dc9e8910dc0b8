/** What a SelfSubjectAccessReview asks. */
export interface ReviewedRight {
  readonly verb: string;
  readonly group?: string;
  readonly resource: string;
  readonly subresource?: string;
  readonly namespace?: string;
}

const PROTOBUF = 'k8s\0';

/**
 * The question in a request's body, which is JSON, or protobuf as kubectl sends it: `k8s\0`, then an Unknown that
 * wraps the object. https://github.com/kubernetes/api/blob/master/authorization/v1/generated.proto
 */
export function readReview(body: Buffer): ReviewedRight {
  if (body.toString('latin1', 0, 4) !== PROTOBUF) {
    return (JSON.parse(body.toString('utf8')) as { spec: { resourceAttributes: ReviewedRight } }).spec
      .resourceAttributes;
  }
  const review = fieldsOf(fieldsOf(body.subarray(4)).get(2));
  const attributes = fieldsOf(fieldsOf(review.get(2)).get(1));
  const text = (field: number) => attributes.get(field)?.toString('utf8') ?? '';
  return { namespace: text(1), verb: text(2), group: text(3), resource: text(5), subresource: text(6) };
}

/** The last of each field that has bytes; the message has no others but small numbers. */
function fieldsOf(bytes: Buffer = Buffer.alloc(0)): ReadonlyMap<number, Buffer> {
  const fields = new Map<number, Buffer>();
  let at = 0;
  const varint = () => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[at++]!;
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
  };
  while (at < bytes.length) {
    const tag = varint();
    const length = varint();
    if ((tag & 7) === 2) {
      fields.set(tag >> 3, bytes.subarray(at, at + length));
      at += length;
    }
  }
  return fields;
}
