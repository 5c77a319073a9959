import { notServedLines } from '../../src/cli/not-served';

describe('the list of resources that are not served', () => {
  it('has a line for each type with the number, the logical ids and the notes', () => {
    const lines = notServedLines([
      { type: 'AWS::S3::Bucket', logicalId: 'Exports' },
      { type: 'AWS::S3::Bucket', logicalId: 'Uploads', note: 'placeholder in BUCKET of Add' },
      { type: 'Custom::X', logicalId: 'Setup' },
    ]);
    expect(lines).toEqual([
      '  Not served locally, and skipped:',
      '    AWS::S3::Bucket   2  Exports, Uploads (placeholder in BUCKET of Add)',
      '    Custom::X         1  Setup',
      '',
    ]);
  });

  it('is left out when everything is served', () => {
    expect(notServedLines([])).toEqual([]);
  });
});
