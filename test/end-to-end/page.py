"""The workshop page, followed by hand with boto3 against a sandbox that is served; every answer is checked.

WEB_APP is the web app's address, DOCUMENTS the folder of the page's key policies, PRINCIPALS a JSON object of
configurations by principal: endpoint, region and credentials. https://docs.aws.amazon.com/boto3/latest/
"""

import http.client
import json
import os
import urllib.parse

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

ACCOUNT = "111122223333"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/KMSWorkshop-InstanceInitRole"
POLICY = f"arn:aws:iam::{ACCOUNT}:policy/KMSWorkshop-AdditionalPermissions"
APP = "/home/ec2-user/SampleWebApp"
WEB_APP = urllib.parse.urlsplit(os.environ["WEB_APP"])
PRINCIPALS = json.loads(os.environ["PRINCIPALS"])


def client(name, principal="operator"):
    it = PRINCIPALS[principal]
    keys = it["credentials"]
    return boto3.client(
        name,
        endpoint_url=it["endpoint"],
        region_name=it["region"],
        aws_access_key_id=keys["accessKeyId"],
        aws_secret_access_key=keys["secretAccessKey"],
        aws_session_token=keys.get("sessionToken"),
        config=Config(retries={"total_max_attempts": 1}),
    )


def shows(what, text, answer):
    assert text in answer, f"{what}: no {text!r} in {answer!r}"
    print("ok ", what)


def refused(what, code, text, call, **members):
    try:
        call(**members)
    except ClientError as error:
        assert error.response["Error"]["Code"] == code, f"{what}: {error}"
        shows(what, text, error.response["Error"]["Message"])
    else:
        raise AssertionError(f"{what}: it was not refused")


def document(path):
    """One of the page's key policies, filled in."""
    with open(os.path.join(os.environ["DOCUMENTS"], path), encoding="utf-8") as file:
        text = file.read()
    for placeholder, value in {
        "<the ARN we copied in the step 11>": ROLE,
        "<the ARN of the operator>": f"arn:aws:iam::{ACCOUNT}:user/operator",
        "<your acount id>": ACCOUNT,
    }.items():
        text = text.replace(placeholder, value)
    return {"KeyId": key, "PolicyName": "default", "Policy": text}


def run(*commands):
    """On the instance, as root; what it printed."""
    command = ssm.send_command(
        DocumentName="AWS-RunShellScript", InstanceIds=[instance], Parameters={"commands": list(commands)}
    )["Command"]
    where = {"CommandId": command["CommandId"], "InstanceId": instance}
    ssm.get_waiter("command_executed").wait(**where, WaiterConfig={"Delay": 1, "MaxAttempts": 5})
    return ssm.get_command_invocation(**where)["StandardOutputContent"]


def visit(path):
    connection = http.client.HTTPConnection(WEB_APP.hostname, WEB_APP.port)
    connection.request("GET", path)
    return connection.getresponse().read().decode()


kms, iam, ssm, ec2 = (client(name) for name in ("kms", "iam", "ssm", "ec2"))
key = kms.describe_key(KeyId="alias/ImportedCMK")["KeyMetadata"]["KeyId"]
[[found]] = [
    reservation["Instances"]
    for page in ec2.get_paginator("describe_instances").paginate(
        Filters=[{"Name": "tag:Name", "Values": ["KMSWorkshop-Instance"]}]
    )
    for reservation in page["Reservations"]
]
instance = found["InstanceId"]


def key_policy():
    return kms.get_key_policy(KeyId=key, PolicyName="default")["Policy"]


shows("the default key policy", "Enable IAM User Permissions", key_policy())

# IAM roles: only encrypt, not decrypt.
version = iam.get_policy_version(PolicyArn=POLICY, VersionId="v1")["PolicyVersion"]["Document"]
version["Statement"][0]["Action"].remove("kms:Decrypt")
made = iam.create_policy_version(PolicyArn=POLICY, PolicyDocument=json.dumps(version), SetAsDefault=True)
shows("the role loses kms:Decrypt", "v2", made["PolicyVersion"]["VersionId"])

as_role = client("kms", "instance-role")
sealed = as_role.encrypt(KeyId=key, Plaintext=b"secret")["CiphertextBlob"]
refused(
    "the role decrypts",
    "AccessDeniedException",
    "is not authorized to perform: kms:Decrypt on the resource associated with this ciphertext "
    "because no identity-based policy allows the kms:Decrypt action",
    as_role.decrypt,
    CiphertextBlob=sealed,
)

run(
    f"cd {APP} || exit 1",
    f"echo '{key}' > WebAppEncSSE.key",
    "setsid python -u WebAppEncSSE.py 80 < WebAppEncSSE.key >> WebAppEncSSE.log 2>&1 &",
)
shows("the web app lists the bucket", "SampleFile-KMS.txt", visit("/"))
try:
    visit("/S3/SampleFile-KMS.txt")
except http.client.RemoteDisconnected:
    print("ok  the sample file has no answer")
else:
    raise AssertionError("the sample file was shown")
shows(
    "the web app's log says why",
    "An error occurred (AccessDenied) when calling the GetObject operation",
    run(f"tail -n 20 {APP}/WebAppEncSSE.log"),
)

# Key policy: access only from the account.
kms.put_key_policy(**document("published/account-only.json"))
shows("the key policy lets the role decrypt again", "Sample Secret Text", visit("/S3/SampleFile-KMS.txt"))

# Access only from a role.
refused(
    "the published policy shuts its author out",
    "MalformedPolicyDocumentException",
    "The new key policy will not allow you to update the key policy in the future.",
    kms.put_key_policy,
    **document("published/role-only.json"),
)
kms.put_key_policy(**document("corrected/role-only.json"))
refused(
    "another administrator",
    "AccessDeniedException",
    "is not authorized to perform: kms:DescribeKey on resource",
    client("kms", "another-admin").describe_key,
    KeyId=key,
)

# Key policy, including conditions.
refused(
    "there is no userA",
    "MalformedPolicyDocumentException",
    "Policy contains a statement with one or more invalid principals.",
    kms.put_key_policy,
    **document("corrected/mfa.json"),
)
shows("userA is made", "user/userA", iam.create_user(UserName="userA")["User"]["Arn"])
kms.put_key_policy(**document("corrected/mfa.json"))
shows("the key policy names userA", "user/userA", key_policy())

# Back.
iam.set_default_policy_version(PolicyArn=POLICY, VersionId="v1")
shows("the role may decrypt again", "secret", as_role.decrypt(CiphertextBlob=sealed)["Plaintext"].decode())
print("done")
