import { Inject, Injectable } from '@nestjs/common';
import { ENVIRONMENT, type Environment } from '../../../platform/config/environment.provider';
import { UnitOfWork } from '../../../platform/database/unit-of-work';
import { etag } from './precondition';
import { nothingThere, ScimError } from './scim-error';
import { demanded, matches, parseFilter, plainName, type ScimFilter } from './scim-filter';
import { type ScimGroup, ScimGroupRepository } from './scim-group.repository';
import { GROUP_SCHEMA, type Resource } from './scim-schemas';
import { type ScimUser, ScimUserRepository } from './scim-user.repository';

const LIST = 'urn:ietf:params:scim:api:messages:2.0:ListResponse';
/** A page never holds more, whatever was asked for: a filter that everybody matches is turned page by page. */
export const LARGEST_PAGE = 200;
const PAGE = 100;

export interface ListQuery {
  readonly filter?: string;
  readonly startIndex?: string;
  readonly count?: string;
  /** Several where the parameter came more than once. */
  readonly excludedAttributes?: string | readonly string[];
}

/** Users and groups as SCIM shows them, one and many. */
@Injectable()
export class ScimResources {
  private readonly base: string;

  constructor(
    private readonly uow: UnitOfWork,
    private readonly users: ScimUserRepository,
    private readonly groups: ScimGroupRepository,
    @Inject(ENVIRONMENT) { publicUrl }: Environment,
  ) {
    this.base = `${publicUrl}/scim/v2`;
  }

  async user(id: string): Promise<Resource> {
    const user = await this.users.find(this.uow.reader, id);
    if (!user) throw nothingThere('user');
    const [resource] = await this.usersShown([user]);
    return resource;
  }

  async group(id: string, excluded: string | readonly string[] = ''): Promise<Resource> {
    const group = await this.groups.find(this.uow.reader, id);
    if (!group) throw nothingThere('group');
    return this.groupShown(group, !excludes(excluded, 'members'));
  }

  async listUsers({ filter: expression, ...paging }: ListQuery): Promise<Resource> {
    const { start, count } = pageOf(paging);
    if (expression === undefined) {
      const total = await this.users.count(this.uow.reader);
      const shown = await this.users.page(this.uow.reader, start - 1, count);
      return listResponse(await this.usersShown(shown), total, start);
    }
    const filter = parseFilter(expression);
    const found = await this.usersShown(await this.candidates(filter));
    const matching = found.filter((resource) => matches(resource, filter));
    return listResponse(matching.slice(start - 1, start - 1 + count), matching.length, start);
  }

  async listGroups({ filter: expression, excludedAttributes = '', ...paging }: ListQuery): Promise<Resource> {
    const { start, count } = pageOf(paging);
    const withMembers = !excludes(excludedAttributes, 'members');
    const filter = expression === undefined ? undefined : parseFilter(expression);
    const all = await this.groups.all(this.uow.reader);
    const shown: Resource[] = [];
    for (const group of all) {
      const resource = await this.groupShown(group, filter !== undefined && asksMembers(filter));
      if (filter === undefined || matches(resource, filter)) shown.push(resource);
    }
    const page = shown.slice(start - 1, start - 1 + count);
    const resources = await Promise.all(
      page.map(({ id }) => this.group(String(id), withMembers ? '' : 'members')),
    );
    return listResponse(resources, shown.length, start);
  }

  /** What an index finds, where the filter demands a name or an id; otherwise everybody. */
  private candidates(filter: ScimFilter): Promise<ScimUser[]> {
    return this.users.search(this.uow.reader, {
      id: demanded(filter, 'id'),
      userName: demanded(filter, 'userName'),
      externalId: demanded(filter, 'externalId'),
    });
  }

  private async usersShown(users: readonly ScimUser[]): Promise<Resource[]> {
    const groups = await this.users.groupsOf(
      this.uow.reader,
      users.map(({ id }) => id),
    );
    return users.map((user) => ({
      ...user.resource,
      id: user.id,
      active: user.active,
      groups: groups.get(user.id)?.map(({ value, display }) => ({ value, display, type: 'direct' })) ?? [],
      meta: this.meta('User', 'Users', user),
    }));
  }

  private async groupShown(group: ScimGroup, withMembers: boolean): Promise<Resource> {
    const members = withMembers ? await this.groups.members(this.uow.reader, group.id) : undefined;
    return {
      schemas: [GROUP_SCHEMA],
      id: group.id,
      displayName: group.displayName,
      ...(group.externalId === null ? {} : { externalId: group.externalId }),
      ...(members && {
        members: members.map(({ userId, display }) => ({
          value: userId,
          display,
          type: 'User',
          $ref: `${this.base}/Users/${userId}`,
        })),
      }),
      meta: this.meta('Group', 'Groups', group),
    };
  }

  private meta(
    resourceType: string,
    place: string,
    { id, version, createdAt, modifiedAt }: ScimUser | ScimGroup,
  ): Resource {
    return {
      resourceType,
      created: createdAt.toISOString(),
      lastModified: modifiedAt.toISOString(),
      location: `${this.base}/${place}/${id}`,
      version: etag(version),
    };
  }
}

const excludes = (attributes: string | readonly string[], name: string): boolean =>
  [attributes]
    .flat()
    .join(',')
    .split(',')
    .some((attribute) => attribute.trim().toLowerCase() === name);

const asksMembers = (filter: ScimFilter): boolean =>
  filter.some((condition) => Object.keys(condition).some((name) => plainName(name) === 'members'));

/** RFC 7644, section 3.4.2.4: a start below 1 is 1, a negative count is 0. */
function pageOf({ startIndex, count }: Pick<ListQuery, 'startIndex' | 'count'>): {
  start: number;
  count: number;
} {
  return {
    start: Math.max(1, wholeNumber(startIndex, 1)),
    count: Math.min(LARGEST_PAGE, Math.max(0, wholeNumber(count, PAGE))),
  };
}

function wholeNumber(text: string | undefined, otherwise: number): number {
  if (text === undefined) return otherwise;
  if (!/^-?\d{1,9}$/.test(text))
    throw new ScimError(400, `“${text.slice(0, 20)}” is no whole number.`, 'invalidValue');
  return Number(text);
}

const listResponse = (
  resources: readonly Resource[],
  totalResults: number,
  startIndex: number,
): Resource => ({
  schemas: [LIST],
  totalResults,
  startIndex,
  itemsPerPage: resources.length,
  Resources: resources,
});
