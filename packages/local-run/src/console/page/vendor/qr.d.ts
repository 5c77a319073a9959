/** Types of the npm package `qr`, which the local run serves as vendor/qr.js. */
export { default } from 'qr';
