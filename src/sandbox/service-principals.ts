import table from './service-prefix-table.json' with { type: 'json' };

/**
 * Names that are not a service's prefix: from the AWS managed policies (`iam:AWSServiceName`, `iam:PassedToService`) and
 * the guides of the services, with `.amazonaws.com` behind. AWS publishes no complete list, so a principal that is
 * missing here is refused though AWS knows it.
 */
const OTHERS = `
access-grants.s3 agentless.inspector2 apidestinations.events application-insights application-signals.cloudwatch
appstream.application-autoscaling assets.marketplace aws-artifact-account-sync batchoperations.s3 billingreports
cassandra-streams cassandra.application-autoscaling channels.lex channels.lexv2 codecatalyst-runner
cognito-identity-us-gov comprehend.application-autoscaling config-conforms config-multiaccountsetup
context.cloudtrail continuousexport.discovery contract.iq contributorinsights.dynamodb cost-optimization-hub.bcm
credentials.iot custom-resource.application-autoscaling custom.rds custom.rds-preview deeplens delivery.logs
directquery.opensearchservice dmsintegration.migrationhub dynamodb.application-autoscaling ec2-images
ec2.application-autoscaling ec2.application-status-checks ec2.capacitymanager ec2fastlaunch ec2fleet ec2scheduled
ec2sqlha ecs-tasks ecs.application-autoscaling edgelambda eks-connector eks-fargate eks-fargate-pods eks-nodegroup
elasticache.application-autoscaling elasticmapreduce.application-autoscaling email.cognito-idp event-processor.health
events.managedservices events.workmail hooks.cloudformation justintimeaccess.ssm kafka.application-autoscaling
kinesisreplication.dynamodb lambda.application-autoscaling lexv2 license-management.marketplace
license-manager.master-account license-manager.member-account logger.cloudfront logging.s3 macie
maintenance.elasticbeanstalk malware-protection-plan.guardduty malware-protection.guardduty
managedupdates.elasticbeanstalk member.org.stacksets.cloudformation migrationhub monitoring monitoring.rds
monitoring.thinclient neptune.application-autoscaling network.bedrock-agentcore notifications.ssm observability.aoss
opensearchservice ops.apigateway ops.emr-serverless opsworks-cm orgsdatasync.servicecatalog permission.iq pods.eks
private-marketplace.marketplace pullthroughcache.ecr rds.application-autoscaling remediation.config
replicator.lambda replication.cassandra replication.dynamodb replication.ecr replication.lexv2 replication.s3tables
reporting.trustedadvisor resale-authorization.marketplace resource-snapshot-job.partnercentral-selling
resources.cloudformation restore-testing.backup runtime-identity.bedrock-agentcore s3.data-source.lustre.fsx
sagemaker.application-autoscaling scaler.lambda schema-conversion.dms scraper.aps securityhubv2
servicecatalog-appregistry smsintegration.migrationhub spot spotfleet ssm-incidents ssm.integrations
storage-lens.s3 stacksets.cloudformation streams.metrics.cloudwatch sync.proton telemetry-enablement.observabilityadmin
telemetry-pipelines.observabilityadmin transitgateway triage.security-ir vmie workspaces.application-autoscaling
`;

const NAMES: ReadonlySet<string> = new Set([...table.prefixes, ...OTHERS.trim().split(/\s+/)]);

/** `eu-west-1`, `us-gov-west-1`; behind a name in opt-in Regions. */
const REGION = /\.[a-z]{2}(-[a-z]+)+-\d$/;

/**
 * Whether AWS has a service principal of this name: `ec2.amazonaws.com`, `logs.eu-west-1.amazonaws.com`. Not
 * case-sensitive; in China, some end in `.amazonaws.com.cn`.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-services
 */
export function isServicePrincipal(principal: string): boolean {
  const [, name] = /^(.+)\.amazonaws\.com(?:\.cn)?$/.exec(principal.toLowerCase()) ?? [];
  return name !== undefined && (NAMES.has(name) || NAMES.has(name.replace(REGION, '')));
}
