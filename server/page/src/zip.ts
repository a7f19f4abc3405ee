// A ZIP archive written as a stream: stored entries, sizes after the data (docs/protocol.md 1.2).

import { concat, encode } from "./bytes.ts";
import { crc32 } from "./crc32.ts";

const LOCAL_SIGNATURE = 0x04034b50;
const DIRECTORY_SIGNATURE = 0x02014b50;
const DESCRIPTOR_SIGNATURE = 0x08074b50;
const END_SIGNATURE = 0x06054b50;
const END_64_SIGNATURE = 0x06064b50;
const LOCATOR_64_SIGNATURE = 0x07064b50;
const EXTRA_64_TAG = 0x0001;
const FLAGS = (1 << 3) | (1 << 11);
/** Debian's unzip garbles UTF-8 names that MS-DOS (0) made, whatever the flag says. */
const MADE_BY_UNIX = 3 << 8;
/** External attributes: a regular file, read and written by its owner. */
const PRIVATE_FILE = 0o100600 * 0x1_0000;
const VERSION_PLAIN = 20;
const VERSION_64 = 45;
/** 1 January 1980, the first day that ZIP knows. */
const DATE_FIRST = 0x0021;
/** In a short field: the value stands in a ZIP64 field. */
const SENTINEL_32 = 0xffff_ffff;
const SENTINEL_16 = 0xffff;
/** The largest size of an entry that is not ZIP64. */
const PLAIN_MAX_BYTES = 0xffff_fffe;

interface Entry {
  name: Uint8Array;
  crc: number;
  size: number;
  offset: number;
  zip64: boolean;
}

/** Little-endian fields, one after the other. */
class Fields {
  #bytes: number[] = [];

  u16(...values: number[]): this {
    for (const value of values) this.#bytes.push(value & 0xff, (value >>> 8) & 0xff);
    return this;
  }

  u32(...values: number[]): this {
    for (const value of values) this.u16(value & 0xffff, Math.floor(value / 0x1_0000) & 0xffff);
    return this;
  }

  u64(...values: number[]): this {
    for (const value of values) this.u32(value % 0x1_0000_0000, Math.floor(value / 0x1_0000_0000));
    return this;
  }

  raw(bytes: Uint8Array): this {
    for (const byte of bytes) this.#bytes.push(byte);
    return this;
  }

  done(): Uint8Array<ArrayBuffer> {
    return Uint8Array.from(this.#bytes);
  }
}

const clamp32 = (value: number): number => Math.min(value, SENTINEL_32);
const version = (zip64: boolean): number => (zip64 ? VERSION_64 : VERSION_PLAIN);
const common = (fields: Fields): Fields => fields.u16(FLAGS, 0, 0, DATE_FIRST);

function localHeader(entry: Entry): Uint8Array<ArrayBuffer> {
  const size = entry.zip64 ? SENTINEL_32 : 0;
  const fields = common(new Fields().u32(LOCAL_SIGNATURE).u16(version(entry.zip64)))
    .u32(0, size, size)
    .u16(entry.name.length, entry.zip64 ? 20 : 0)
    .raw(entry.name);
  return (entry.zip64 ? fields.u16(EXTRA_64_TAG, 16).u64(0, 0) : fields).done();
}

function descriptor(entry: Entry): Uint8Array<ArrayBuffer> {
  const fields = new Fields().u32(DESCRIPTOR_SIGNATURE, entry.crc);
  return (entry.zip64 ? fields.u64(entry.size, entry.size) : fields.u32(entry.size, entry.size)).done();
}

function directoryHeader(entry: Entry): Uint8Array<ArrayBuffer> {
  const extra = entry.zip64 ? [entry.size, entry.size] : [];
  if (entry.offset >= SENTINEL_32) extra.push(entry.offset);
  const needed = version(extra.length > 0);
  const size = entry.zip64 ? SENTINEL_32 : entry.size;
  const fields = common(new Fields().u32(DIRECTORY_SIGNATURE).u16(MADE_BY_UNIX | needed, needed))
    .u32(entry.crc, size, size)
    .u16(entry.name.length, extra.length > 0 ? 4 + extra.length * 8 : 0)
    .u16(0, 0, 0) // comment, disk, internal attributes
    .u32(PRIVATE_FILE, clamp32(entry.offset))
    .raw(entry.name);
  return (extra.length > 0 ? fields.u16(EXTRA_64_TAG, extra.length * 8).u64(...extra) : fields).done();
}

function endRecords(count: number, offset: number, length: number): Uint8Array<ArrayBuffer> {
  const fields = new Fields();
  if (count >= SENTINEL_16 || offset >= SENTINEL_32 || length >= SENTINEL_32) {
    fields.u32(END_64_SIGNATURE).u64(44).u16(VERSION_64, VERSION_64).u32(0, 0).u64(count, count, length, offset);
    fields.u32(LOCATOR_64_SIGNATURE, 0).u64(offset + length).u32(1);
  }
  const short = Math.min(count, SENTINEL_16);
  return fields.u32(END_SIGNATURE).u16(0, 0, short, short).u32(clamp32(length), clamp32(offset)).u16(0).done();
}

/** Gives the bytes of an archive, in order. An entry is begun, filled and ended before the next. */
export class ZipWriter {
  #entries: Entry[] = [];
  #open: { entry: Entry; largest: number } | undefined;
  #offset = 0;

  /** Begins an entry that will hold at most `largest` bytes. */
  begin(name: string, largest: number): Uint8Array<ArrayBuffer> {
    if (this.#open) throw new Error("an entry was begun inside another");
    const entry = this.#next(name, largest);
    this.#open = { entry, largest };
    return this.#put(localHeader(entry));
  }

  /** Takes note of the open entry's next bytes and gives them back. */
  write(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
    const open = this.#opened();
    open.entry.crc = crc32(open.entry.crc, bytes);
    this.#grow(bytes.length);
    return bytes;
  }

  /** As `write` for an entry of `length` bytes without their content: to measure. */
  skip(length: number): void {
    this.#grow(length);
  }

  end(): Uint8Array<ArrayBuffer> {
    const { entry } = this.#opened();
    this.#open = undefined;
    this.#entries.push(entry);
    return this.#put(descriptor(entry));
  }

  /** The length of the archive, if it ended with one more entry of this name and size. */
  lengthWith(name: string, size: number): number {
    const last = { ...this.#next(name, size), size };
    const offset = this.#offset + localHeader(last).length + size + descriptor(last).length;
    const length = [...this.#entries, last].reduce((sum, entry) => sum + directoryHeader(entry).length, 0);
    return offset + length + endRecords(this.#entries.length + 1, offset, length).length;
  }

  finish(): Uint8Array<ArrayBuffer> {
    if (this.#open) throw new Error("an entry is still open");
    const headers = this.#entries.map(directoryHeader);
    const length = headers.reduce((sum, header) => sum + header.length, 0);
    return concat([...headers, endRecords(headers.length, this.#offset, length)]);
  }

  #next(name: string, largest: number): Entry {
    return { name: encode(name), crc: 0, size: 0, offset: this.#offset, zip64: largest > PLAIN_MAX_BYTES };
  }

  #opened(): { entry: Entry; largest: number } {
    if (!this.#open) throw new Error("no entry is open");
    return this.#open;
  }

  #grow(length: number): void {
    const { entry, largest } = this.#opened();
    entry.size += length;
    this.#offset += length;
    if (entry.size > largest) throw new Error("an entry grew past the size that it was announced with");
  }

  #put(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
    this.#offset += bytes.length;
    return bytes;
  }
}
