import { type Command, Option } from 'commander';
import type { Actions, ServeOptions } from '../actions.ts';
import { collect, type Done, withData } from './options.ts';

/** `serve` */
export const serveCommand = (program: Command, { serve }: Actions, done: Done): void => {
  withData(program.command('serve').description('Serve CalDAV until SIGTERM or SIGINT.'))
    .addOption(
      new Option('--listen <HOST:PORT>', 'address; port 0 takes a free one; default: WOPort, or 127.0.0.1:20000').env(
        'FASTI_LISTEN',
      ),
    )
    .option('--tls-cert <FILE>', 'certificate chain (PEM); with --tls-key the server speaks HTTPS')
    .option('--tls-key <FILE>', 'private key (PEM)')
    .addOption(
      new Option(
        '--trusted-proxy <ADDRESS>',
        'address or network (10.0.0.0/8) of a proxy whose headers are believed, besides FastiTrustedProxies; may be repeated',
      )
        .env('FASTI_TRUSTED_PROXY')
        .argParser(collect)
        .default([], 'none'),
    )
    .option('--insecure', 'take passwords over plain HTTP from other machines')
    .action(async (options: ServeOptions) => done(await serve(options)));
};
