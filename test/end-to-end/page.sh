#!/bin/sh
# The workshop page, followed by hand with the aws CLI against a sandbox that is served; every answer is checked.
#   KMS_LAB    the command line to run, kms-lab
#   WEB_APP    the web app's address
#   DOCUMENTS  the folder of the page's key policies
# https://docs.aws.amazon.com/cli/latest/reference/
set -eu

ACCOUNT=111122223333
ROLE=arn:aws:iam::$ACCOUNT:role/KMSWorkshop-InstanceInitRole
POLICY=arn:aws:iam::$ACCOUNT:policy/KMSWorkshop-AdditionalPermissions
APP=/home/ec2-user/SampleWebApp
WORK=$(mktemp -d)
trap 'rm -rf "$WORK"' EXIT

say() { printf '%s\n' "$*"; }
fail() { say "FAILED: $*" >&2; exit 1; }

# be PRINCIPAL: whoever the next commands are.
be() { eval "$(eval "$KMS_LAB sandbox env --as $1")"; }

# shows WHAT TEXT ANSWER
shows() {
  case $3 in *"$2"*) say "ok  $1" ;; *) fail "$1: no '$2' in: $3" ;; esac
}

# refused WHAT CODE TEXT COMMAND...
refused() {
  what=$1 code=$2 text=$3
  shift 3
  if "$@" >"$WORK/out" 2>&1; then fail "$what: it was not refused"; fi
  shows "$what, by code" "($code)" "$(cat "$WORK/out")"
  shows "$what, and why" "$text" "$(cat "$WORK/out")"
}

# document PATH: one of the page's key policies, filled in.
document() {
  sed -e "s|<the ARN we copied in the step 11>|$ROLE|" -e "s|<your acount id>|$ACCOUNT|g" \
    -e "s|<the ARN of the operator>|arn:aws:iam::$ACCOUNT:user/operator|" "$DOCUMENTS/$1" >"$WORK/policy.json"
}
put() { aws kms put-key-policy --key-id "$KEY" --policy-name default --policy "file://$WORK/policy.json"; }

# run COMMANDS: on the instance, as root; what it printed. COMMANDS is a JSON list.
run() {
  id=$(aws ssm send-command --document-name AWS-RunShellScript --instance-ids "$INSTANCE" \
    --parameters "{\"commands\":$1}" --query Command.CommandId --output text)
  aws ssm get-command-invocation --command-id "$id" --instance-id "$INSTANCE" \
    --query '[Status, StandardOutputContent]' --output text
}

be operator
KEY=$(aws kms describe-key --key-id alias/ImportedCMK --query KeyMetadata.KeyId --output text)
ARN=arn:aws:kms:us-east-1:$ACCOUNT:key/$KEY
INSTANCE=$(aws ec2 describe-instances --filters Name=tag:Name,Values=KMSWorkshop-Instance \
  --query 'Reservations[0].Instances[0].InstanceId' --output text)

shows 'the default key policy' 'Enable IAM User Permissions' \
  "$(aws kms get-key-policy --key-id "$KEY" --policy-name default --query Policy --output text)"

# IAM roles: only encrypt, not decrypt.
aws iam get-policy-version --policy-arn "$POLICY" --version-id v1 --query PolicyVersion.Document |
  grep -v '"kms:Decrypt"' >"$WORK/without-decrypt.json"
shows 'the role loses kms:Decrypt' v2 "$(aws iam create-policy-version --policy-arn "$POLICY" \
  --policy-document "file://$WORK/without-decrypt.json" --set-as-default --query PolicyVersion.VersionId --output text)"

be instance-role
printf secret >"$WORK/clear"
aws kms encrypt --key-id "$KEY" --plaintext "fileb://$WORK/clear" --query CiphertextBlob --output text |
  base64 -d >"$WORK/sealed"
decrypt() { aws kms decrypt --ciphertext-blob "fileb://$WORK/sealed" --query Plaintext --output text; }
refused 'the role decrypts' AccessDeniedException \
  "is not authorized to perform: kms:Decrypt on the resource associated with this ciphertext because no identity-based policy allows the kms:Decrypt action" \
  decrypt

be operator
shows 'the web app starts' Success "$(run "[\"cd $APP || exit 1\",\"echo '$KEY' > WebAppEncSSE.key\",
  \"setsid python -u WebAppEncSSE.py 80 < WebAppEncSSE.key >> WebAppEncSSE.log 2>&1 &\"]")"
shows 'the web app lists the bucket' SampleFile-KMS.txt "$(curl -sS "$WEB_APP/")"
if curl -sS "$WEB_APP/S3/SampleFile-KMS.txt" >"$WORK/out" 2>&1; then fail 'the sample file was shown'; fi
shows 'the sample file has no answer' 'Empty reply from server' "$(cat "$WORK/out")"
shows 'the web app’s log says why' 'An error occurred (AccessDenied) when calling the GetObject operation' \
  "$(run "[\"tail -n 20 $APP/WebAppEncSSE.log\"]")"

# Key policy: access only from the account.
document published/account-only.json
put
shows 'the key policy lets the role decrypt again' 'Sample Secret Text' "$(curl -sS "$WEB_APP/S3/SampleFile-KMS.txt")"

# Access only from a role.
document published/role-only.json
refused 'the published policy shuts its author out' MalformedPolicyDocumentException \
  'The new key policy will not allow you to update the key policy in the future.' put
document corrected/role-only.json
put
be another-admin
refused 'another administrator' AccessDeniedException \
  'is not authorized to perform: kms:DescribeKey on resource' aws kms describe-key --key-id "$KEY"
be operator

# Key policy, including conditions.
document corrected/mfa.json
refused 'there is no userA' MalformedPolicyDocumentException \
  'Policy contains a statement with one or more invalid principals.' put
shows 'userA is made' "user/userA" "$(aws iam create-user --user-name userA --query User.Arn --output text)"
put
shows 'the key policy names userA' 'user/userA' \
  "$(aws kms get-key-policy --key-id "$KEY" --policy-name default --query Policy --output text)"

# Back.
aws iam set-default-policy-version --policy-arn "$POLICY" --version-id v1
be instance-role
shows 'the role may decrypt again' "$(printf secret | base64)" "$(decrypt)"
say done
