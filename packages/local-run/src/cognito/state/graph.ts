import { createPrivateKey, createPublicKey, KeyObject } from 'node:crypto';
import { z } from 'zod/mini';

/**
 * A JSON form of linked objects. Two references to one object stay references to one object, because the emulation compares
 * users and credentials by identity. Each object is one node: its kind and its content. Values that are no objects stand for themselves.
 */
export type Graph = z.infer<typeof Graph>;

/** A value in a node. An object, bigint or undefined is an array: a reference to a node, or hexadecimal digits. */
type Value = string | number | boolean | null | ['node', number] | ['bigint', string] | ['undefined'];

/** A predicate, because a union takes ten times as long: it collects what is wrong for each alternative that does not match. */
const Value = z.custom<Value>((value) => {
  if (!Array.isArray(value)) return value === null || ['string', 'number', 'boolean'].includes(typeof value);
  const [kind, content] = value;
  if (kind === 'node') return Number.isInteger(content);
  return kind === 'bigint' ? /^[0-9a-f]+$/.test(content) : kind === 'undefined';
});

const Node = z.union([
  z.tuple([z.literal('object'), z.string(), z.record(z.string(), Value)]),
  z.tuple([z.enum(['array', 'set']), z.array(Value)]),
  z.tuple([z.literal('map'), z.array(z.tuple([Value, Value]))]),
  z.tuple([z.enum(['bytes', 'privateKey', 'publicKey']), z.string()]),
]);

type Node = z.infer<typeof Node>;

/** The schema of a graph. The first node is the object that was encoded. */
export const Graph = z.array(Node);

/** The classes of a graph by name, each with a function that creates an instance with the default of each field. */
export type Classes = Readonly<Record<string, () => object>>;

/** The name of a plain object's class. */
const PLAIN = '';

/** Encodes an object and all objects that it refers to. Throws for an instance of a class that is not listed. */
export function encodeGraph(root: object, classes: Classes): Graph {
  const names = new Map(Object.entries(classes).map(([name, create]) => [Object.getPrototypeOf(create()), name]));
  const indexes = new Map<object, number>();
  const nodes: Node[] = [];
  const encode = (value: unknown): Value => {
    if (value === undefined) return ['undefined'];
    if (typeof value === 'bigint') return ['bigint', value.toString(16)];
    if (value === null || ['string', 'number', 'boolean'].includes(typeof value)) return value as Value;
    if (typeof value !== 'object') throw new Error(`A ${typeof value} cannot be kept`);
    return ['node', indexes.get(value) ?? add(value)];
  };
  const add = (object: object): number => {
    const index = indexes.size;
    indexes.set(object, index);
    // Reserves the place: the objects that this one refers to get later ones.
    nodes.push(['array', []]);
    nodes[index] = encodeNode(object, encode, names);
    return index;
  };
  add(root);
  return nodes;
}

function encodeNode(object: object, encode: (value: unknown) => Value, names: ReadonlyMap<object, string>): Node {
  if (Array.isArray(object)) return ['array', object.map(encode)];
  if (object instanceof Set) return ['set', [...object].map(encode)];
  if (object instanceof Map) return ['map', [...object].map(([key, value]) => [encode(key), encode(value)])];
  if (Buffer.isBuffer(object)) return ['bytes', object.toString('base64')];
  if (object instanceof KeyObject) return encodeKey(object);
  const prototype = Object.getPrototypeOf(object);
  const name = isPlain(prototype) ? PLAIN : names.get(prototype);
  if (name === undefined) {
    throw new Error(`The class ${object.constructor.name} is missing in src/cognito/state/kept-classes.ts`);
  }
  return ['object', name, Object.fromEntries(Object.entries(object).map(([key, value]) => [key, encode(value)]))];
}

/** Whether it is the prototype of object literals, of this realm or, in a test, of another one. */
function isPlain(prototype: object | null): boolean {
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function encodeKey(key: KeyObject): Node {
  return key.type === 'private'
    ? ['privateKey', key.export({ type: 'pkcs8', format: 'pem' }).toString()]
    : ['publicKey', key.export({ type: 'spki', format: 'pem' }).toString()];
}

/**
 * Decodes a graph. A field that it lacks, because the class got it later, has its default. Throws for a class or field that
 * does not exist.
 */
export function decodeGraph(graph: Graph, classes: Classes): unknown {
  const decoded = new Map<number, unknown>();
  const decode = (value: Value): unknown => {
    if (!Array.isArray(value)) return value;
    const [kind, content] = value;
    if (kind === 'undefined') return undefined;
    return kind === 'bigint' ? BigInt(`0x${content}`) : decodeNode(content);
  };
  const decodeNode = (index: number): unknown => {
    if (decoded.has(index)) return decoded.get(index);
    const node = graph[index];
    if (node === undefined) throw new Error(`Node ${index} is missing`);
    const object = emptyObject(node, classes);
    // Before its content, which may refer to it.
    decoded.set(index, object);
    fill(object, node, decode);
    return object;
  };
  return decodeNode(0);
}

function emptyObject(node: Node, classes: Classes): object {
  const [kind, content] = node;
  switch (kind) {
    case 'array':
      return [];
    case 'set':
      return new Set();
    case 'map':
      return new Map();
    case 'bytes':
      return Buffer.from(content, 'base64');
    case 'privateKey':
      return createPrivateKey(content);
    case 'publicKey':
      return createPublicKey(content);
    case 'object':
      return instanceOf(content, classes);
  }
}

function instanceOf(name: string, classes: Classes): object {
  if (name === PLAIN) return {};
  const create = Object.hasOwn(classes, name) ? classes[name] : undefined;
  if (create === undefined) throw new Error(`There is no class ${name}`);
  return create();
}

function fill(object: object, node: Node, decode: (value: Value) => unknown): void {
  if (node[0] === 'array' && Array.isArray(object)) object.push(...node[1].map(decode));
  if (node[0] === 'set' && object instanceof Set) for (const value of node[1]) object.add(decode(value));
  if (node[0] === 'map' && object instanceof Map) {
    for (const [key, value] of node[1]) object.set(decode(key), decode(value));
  }
  if (node[0] !== 'object') return;
  const [, name, fields] = node;
  for (const [key, value] of Object.entries(fields)) {
    if (name !== PLAIN && !Object.hasOwn(object, key)) throw new Error(`The class ${name} has no field ${key}`);
    // Not by assignment, which would run the setter of __proto__.
    Object.defineProperty(object, key, { value: decode(value), writable: true, enumerable: true, configurable: true });
  }
}
