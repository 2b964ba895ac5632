/**
 * Replaces `$(NAME)` by the variable's value; `$$` stands for one `$`; a name that is not defined stays as written.
 * https://kubernetes.io/docs/tasks/inject-data-application/define-interdependent-environment-variables/
 */
export function expandVariables(text: string, lookUp: (name: string) => string | undefined): string {
  return text.replace(/\$\$|\$\(([^)]*)\)/g, (written, name: string | undefined) =>
    name === undefined ? '$' : (lookUp(name) ?? written),
  );
}
