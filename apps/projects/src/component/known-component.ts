import type { ComponentId } from '@runledger/contracts';
import { BUILT_IN_COMPONENTS, catalogueOf, type Component } from '@runledger/domain';
import { mayUseComponent } from '@runledger/ledger-module';
import { ApiError, type AuthenticatedToken } from '@runledger/service-kit';

const CATALOGUE = catalogueOf(BUILT_IN_COMPONENTS);

/** @throws ApiError 404 when the catalogue has no such component. */
export const knownComponent = (id: string): Component => {
  const component = CATALOGUE.get(id as ComponentId);
  if (component === undefined) throw ApiError.notFound('storage.components.notFound', `Component "${id}" was not found`);
  return component;
};

/** A component whose configurations a token may see and change. @throws ApiError 404 or 403. */
export const usableComponent = ({ rights }: AuthenticatedToken, id: string): Component => {
  const component = knownComponent(id);
  if (!mayUseComponent(rights, component.id)) throw ApiError.forbidden('storage.components.accessDenied', `This token has no access to the component "${id}"`, { component: id });
  return component;
};
