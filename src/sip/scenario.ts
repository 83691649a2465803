import type { SipOrder } from './port.js';

/** How long a call lasts once it is answered. */
const HOLD_MS = 5_000;

/** How long the other side may take to let a call go that was given up. */
const LET_GO_MS = 5_000;

const via = (branch = '[branch]'): string =>
  `Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=${branch}`;
const HEADERS = `From: <sip:rollcall@[local_ip]:[local_port]>;tag=[pid]rollcall[call_number]
      To: <sip:[field0]@[remote_ip]:[remote_port]>[peer_tag_param]
      Call-ID: [call_id]
      Max-Forwards: 70`;

const INVITE = `  <send retrans="500" start_rtd="1">
    <![CDATA[
      INVITE sip:[field0]@[remote_ip]:[remote_port] SIP/2.0
      ${via()}
      ${HEADERS}
      CSeq: 1 INVITE
      Contact: <sip:rollcall@[local_ip]:[local_port]>
      X-Rollcall-Skill: [field1]
      X-Rollcall-Language: [field2]
      Content-Type: application/sdp
      Content-Length: [len]

      v=0
      o=rollcall 1 1 IN IP[local_ip_type] [local_ip]
      s=-
      c=IN IP[media_ip_type] [media_ip]
      t=0 0
      m=audio [media_port] RTP/AVP 0
      a=rtpmap:0 PCMU/8000
    ]]>
  </send>`;

const ACK = `  <send counter="Answered">
    <![CDATA[
      ACK sip:[field0]@[remote_ip]:[remote_port] SIP/2.0
      ${via()}
      ${HEADERS}
      CSeq: 1 ACK
      Content-Length: 0
    ]]>
  </send>`;

const BYE = `  <send retrans="500">
    <![CDATA[
      BYE sip:[field0]@[remote_ip]:[remote_port] SIP/2.0
      ${via()}
      ${HEADERS}
      CSeq: 2 BYE
      Content-Length: 0
    ]]>
  </send>`;

const CANCEL = `  <send retrans="500" counter="NotAnsweredInTime">
    <![CDATA[
      CANCEL sip:[field0]@[remote_ip]:[remote_port] SIP/2.0
      ${via('[branch-9]')}
      From: <sip:rollcall@[local_ip]:[local_port]>;tag=[pid]rollcall[call_number]
      To: <sip:[field0]@[remote_ip]:[remote_port]>
      Call-ID: [call_id]
      Max-Forwards: 70
      CSeq: 1 CANCEL
      Content-Length: 0
    ]]>
  </send>`;

const LATE_ACK = `  <send>
    <![CDATA[
      ACK sip:[field0]@[remote_ip]:[remote_port] SIP/2.0
      ${via('[branch-12]')}
      ${HEADERS}
      CSeq: 1 ACK
      Content-Length: 0
    ]]>
  </send>`;

/**
 * SIPp's scenario: an INVITE with what the caller asks for, an answer in time, a short conversation, a BYE; or a CANCEL, which
 * is counted, since to SIPp such a call went as it was to go. Branches name the INVITE by how many messages it is before.
 * Whoever takes the calls finds skill and language in `X-Rollcall-Skill` and `X-Rollcall-Language`, `-` for none.
 */
export function scenarioOf({ answerWithinSeconds }: SipOrder): string {
  // On all of them: SIPp's clock runs at the one that it stands at.
  const patience = `timeout="${Math.ceil(answerWithinSeconds * 1000)}" ontimeout="late"`;
  return `<?xml version="1.0" encoding="UTF-8" ?>
<!DOCTYPE scenario SYSTEM "sipp.dtd">
<scenario name="Rollcall: synthetic load">
${INVITE}
  <recv response="100" optional="true" ${patience} />
  <recv response="180" optional="true" ${patience} />
  <recv response="183" optional="true" ${patience} />
  <recv response="200" rtd="1" ${patience} />
${ACK}
  <pause milliseconds="${HOLD_MS}" />
${BYE}
  <recv response="200" next="end" />
  <label id="late" />
${CANCEL}
  <recv response="200" optional="true" timeout="${LET_GO_MS}" ontimeout="end" />
  <recv response="487" timeout="${LET_GO_MS}" ontimeout="end" />
${LATE_ACK}
  <label id="end" />
</scenario>
`;
}

/** A line a call: number, skill, language. */
export function callersOf({ number, callers }: SipOrder): string {
  const lines = callers.flatMap(({ count, skill, language }) =>
    Array.from({ length: count }, () =>
      [number, skill ?? '-', language ?? '-'].map(fieldOf).join(';'),
    ),
  );
  return `SEQUENTIAL\n${interleaved(lines).join('\n')}\n`;
}

/** What would end a field, a line or a header, or be taken for a keyword, is none of a name. */
function fieldOf(text: string): string {
  return text.replaceAll(/[\r\n;[\]<>]/g, '_');
}

/** All kinds of callers from the first minute to the last. */
function interleaved(lines: readonly string[]): string[] {
  const kinds = new Map<string, number>();
  for (const line of lines) kinds.set(line, (kinds.get(line) ?? 0) + 1);
  return [...kinds]
    .flatMap(([line, count]) =>
      Array.from({ length: count }, (_, at) => ({ line, at: (at + 0.5) / count })),
    )
    .sort((a, b) => a.at - b.at)
    .map(({ line }) => line);
}
