import type { Lab } from '../../contract/lab.ts';

type Filling = readonly (readonly [onThePage: string, here: string])[];

/** The page's placeholders and names, and what they are in this account. What comes first is replaced first. */
const fillings = ({ facts, webApp }: Pick<Lab, 'facts' | 'webApp'>): Filling => {
  const { key, role, rolePolicy, userName } = facts;
  return [
    ['<key ID>', key.id],
    ...(rolePolicy.kind === 'managed' ? ([['<policy ARN>', rolePolicy.arn]] as const) : []),
    ['http://<public IP of KMSWorkshop-Instance>', webApp.url],
    ['http://<public IP>', webApp.url],
    ['KMSWorkshop-AdditionalPermissions', rolePolicy.name],
    ['KMSWorkshop-InstanceInitRole', role.name],
    ['alias/ImportedCMK', key.alias],
    ['ImportedCMK', key.alias.replace(/^alias\//, '')],
    ['userA', userName],
  ];
};

/** A line of the guide with the account's own ids and names. */
export const filled = (line: string, lab: Pick<Lab, 'facts' | 'webApp'>): string =>
  fillings(lab).reduce((text, [onThePage, here]) => text.replaceAll(onThePage, here), line);
