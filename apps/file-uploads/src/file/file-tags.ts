import { ApiError } from '@runledger/service-kit';

export const TAGS_MAX = 200;
export const TAG_LENGTH_MAX = 255;

/** Each tag once, in the order in which they came. @throws ApiError 400 naming the tag. */
export const checkedTags = (tags: readonly string[]): string[] => {
  const unique = [...new Set(tags)];
  const wrong = unique.find((tag) => tag === '' || tag.length > TAG_LENGTH_MAX);
  if (wrong !== undefined) throw refused(`Tag "${wrong.slice(0, 50)}" must have 1 to ${TAG_LENGTH_MAX} characters`);
  if (unique.length > TAGS_MAX) throw refused(`A file has at most ${TAGS_MAX} tags`);
  return unique;
};

const refused = (message: string): ApiError => ApiError.badRequest('storage.files.validation', message, { field: 'tags' });
