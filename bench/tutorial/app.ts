import { App } from 'aws-cdk-lib';
import { TutorialStack } from './tutorial-stack';

new TutorialStack(new App(), 'Tutorial');
