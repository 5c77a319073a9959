/** The types of what the local run serves here: the npm package `qr`. */
export { default } from 'qr';
