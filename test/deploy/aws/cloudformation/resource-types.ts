import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

/** A resource type as the CloudFormation registry describes it. */
export interface ResourceType {
  /** The properties or attributes that identify a resource; `cdk import` asks for them. */
  readonly primaryIdentifier: readonly string[];
  /** The part of the primary identifier that `Ref` returns. */
  readonly ref: readonly string[];
  /** Properties whose change replaces the resource. */
  readonly createOnly: ReadonlySet<string>;
}

/** The database that `cdk diff` uses: the registry's schemas and the documentation ("Update requires: Replacement"). */
const DATABASE = join(__dirname, '../../../../node_modules/aws-cdk/db.json.gz');

interface DatabaseEntry {
  readonly cloudFormationType: string;
  readonly primaryIdentifier?: readonly string[];
  readonly cfnRefIdentifier?: readonly string[];
  readonly properties: Readonly<Record<string, { readonly causesReplacement?: 'yes' | 'no' | 'maybe' }>>;
}

/** Made by the CDK to count its users; not in the registry. */
const CDK_METADATA: ResourceType = { primaryIdentifier: ['Id'], ref: ['Id'], createOnly: new Set() };

let entries: ReadonlyMap<string, DatabaseEntry> | undefined;

/** Undefined if CloudFormation has no such type. */
export function findResourceType(name: string): ResourceType | undefined {
  if (name === 'AWS::CDK::Metadata') return CDK_METADATA;
  entries ??= readDatabase();
  const entry = entries.get(name);
  if (!entry) return undefined;
  const { primaryIdentifier = ['Id'], cfnRefIdentifier = primaryIdentifier, properties } = entry;
  const createOnly = Object.keys(properties).filter((property) => properties[property]?.causesReplacement === 'yes');
  return { primaryIdentifier, ref: cfnRefIdentifier, createOnly: new Set(createOnly) };
}

function readDatabase(): ReadonlyMap<string, DatabaseEntry> {
  const { schema } = JSON.parse(gunzipSync(readFileSync(DATABASE)).toString());
  const all: readonly DatabaseEntry[] = schema.resource.entities;
  return new Map(all.map((entry) => [entry.cloudFormationType, entry]));
}
