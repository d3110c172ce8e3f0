import { loadHotspotsOverlay } from '../../2-understand/hotspots/ui/index.ts';
import { loadPicturePage } from '../../2-understand/picture/ui/index.ts';

/** Loads the picture with the hotspots room's overlay: only the composition root knows both. */
export const loadPicture = async () => {
  const [{ PicturePage }, { hotspotsOverlay }] = await Promise.all([
    loadPicturePage(),
    loadHotspotsOverlay(),
  ]);
  return { Picture: () => <PicturePage overlay={hotspotsOverlay} /> };
};
