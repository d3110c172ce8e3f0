import { hotspotsOverlay } from '../../2-understand/hotspots/ui/overlay.tsx';
import { PicturePage } from '../../2-understand/picture/ui/picture-page.tsx';

/** The picture with the hotspots room's overlay: only the composition root knows both. */
export const Picture = () => <PicturePage overlay={hotspotsOverlay} />;
