import { Argument, type Command } from 'commander';
import { withExamples } from './client/client-command';
import { print } from './terminal';

/**
 * Each asks the program itself what may come next, so that a script once installed knows commands that come later, and the
 * profiles of whoever types.
 */
const SCRIPTS = {
  bash: `_sallyport() {
  local IFS=$'\\n'
  COMPREPLY=($(sallyport __complete -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null | cut -f1))
}
complete -o default -F _sallyport sallyport
`,
  zsh: `#compdef sallyport
_sallyport() {
  local -a found
  found=("\${(@f)$(sallyport __complete -- "\${(@Q)words[2,CURRENT]}" 2>/dev/null)}")
  found=("\${(@)found/$'\\t'/:}")
  if [[ -n "\${found[*]}" ]]; then _describe sallyport found; else _files; fi
}
compdef _sallyport sallyport
`,
  fish: `complete -c sallyport -f -a '(sallyport __complete -- (commandline -opc)[2..] (commandline -ct) 2>/dev/null)'
`,
} as const;

/** `sallyport completion`: what a shell has to be told to complete commands, options and profiles. */
export function completionCommand(program: Command): void {
  withExamples(
    program.command('completion').description('Print what makes a shell complete sallyport’s commands'),
    [
      ['sallyport completion bash > ~/.local/share/bash-completion/completions/sallyport'],
      ['source <(sallyport completion zsh)', 'in ~/.zshrc'],
      ['sallyport completion fish > ~/.config/fish/completions/sallyport.fish'],
    ],
  )
    .addArgument(new Argument('<shell>', 'which shell').choices(Object.keys(SCRIPTS)))
    .action((shell: keyof typeof SCRIPTS) => print(SCRIPTS[shell]));
}
