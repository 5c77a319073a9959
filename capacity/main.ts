import { UserError } from '../lib/user-error';
import { isHelpRequest } from '../smoke/options';
import { assess } from './assess';
import { coldStartRows, coldStartText } from './cold-start-report';
import { parseOptions, type Request, USAGE } from './options';
import { assessmentData, assessmentText } from './report';
import { figures, figuresText } from './sources';
import { walk, walkText } from './walk';

function main(): void {
  const args = process.argv.slice(2);
  if (isHelpRequest(args)) {
    console.log(USAGE);
    return;
  }
  const { request, isJson } = parseOptions(args);
  const { data, text } = answer(request);
  console.log(isJson ? JSON.stringify(data, undefined, 2) : text());
}

function answer(request: Request): { data: unknown; text: () => string } {
  const { stage } = request;
  switch (request.kind) {
    case 'product': {
      const assessment = assess(request.product, stage);
      return { data: assessmentData(assessment), text: () => assessmentText(assessment) };
    }
    case 'walk': {
      const data = walk(stage);
      return { data, text: () => walkText(data) };
    }
    case 'cold-starts': {
      const rows = coldStartRows(stage);
      return { data: rows, text: () => coldStartText(rows) };
    }
    case 'sources':
      return { data: figures(), text: () => figuresText(figures()) };
  }
}

try {
  main();
} catch (error) {
  console.error(error instanceof UserError ? error.message : error);
  process.exitCode = 1;
}
