import { App } from 'aws-cdk-lib';
import { TutorialStack } from './tutorial-stack';

/** The tutorial's functions, and one for GET /me, which the tutorial does not have. It is not part of the benchmark of synth. */
class TutorialWithAccount extends TutorialStack {
  constructor(app: App) {
    super(app, 'Tutorial');
    this.handler('me');
  }
}

new TutorialWithAccount(new App());
