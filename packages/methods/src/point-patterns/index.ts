export { type RipleyEnvelope, type RipleyEnvelopeOptions, ripleyEnvelope } from './ripley-envelope.ts';
export { type RipleyCorrection, type RipleyK, type RipleyKOptions, ripleyK } from './ripley-k.ts';
