import { Enums, Models, Serialize, Spec } from '@cyclonedx/cyclonedx-library';

/**
 * The software bill of materials of the published package: what is bundled into it, and nothing else.
 * https://cyclonedx.org/docs/1.6/json/
 */
export function sbomOf(ours, packages) {
  const root = componentOf(ours, Enums.ComponentType.Application);
  const bom = new Models.Bom();
  bom.metadata.component = root;
  for (const one of packages) {
    const component = componentOf(one, Enums.ComponentType.Library);
    bom.components.add(component);
    root.dependencies.add(component.bomRef);
  }
  const serializer = new Serialize.JsonSerializer(new Serialize.JSON.Normalize.Factory(Spec.Spec1dot6));
  return `${serializer.serialize(bom, { sortLists: true, space: 2 })}\n`;
}

function componentOf({ name, version, license }, type) {
  const [, group, bare = name] = /^(?:(@[^/]+)\/)?(.+)$/.exec(name) ?? [];
  const purl = `pkg:npm/${name.replace('@', '%40')}@${version}`;
  const component = new Models.Component(type, bare, { bomRef: purl, group, purl, version });
  component.licenses.add(new Models.SpdxLicense(license));
  return component;
}
