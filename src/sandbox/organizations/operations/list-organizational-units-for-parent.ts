import {
  ListOrganizationalUnitsForParent$,
  type ListOrganizationalUnitsForParentCommand,
} from '@aws-sdk/client-organizations';
import { operation } from '../../operation.ts';
import { organizationManagedBy, requireRoot } from '../membership.ts';

/** The sandbox has no organizational units. */
export const ListOrganizationalUnitsForParent = operation<ListOrganizationalUnitsForParentCommand>()({
  schema: ListOrganizationalUnitsForParent$,
  readOnly: true,
  demands: () => [{ action: 'organizations:ListOrganizationalUnitsForParent', resource: '*' }],
  handle: (call) => {
    requireRoot(organizationManagedBy(call), call.input.ParentId);
    return { OrganizationalUnits: [] };
  },
});
