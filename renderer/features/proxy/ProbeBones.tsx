import { Bone } from '../../parts/Bone'
import { Box } from '../../parts/Section'
import table from '../../parts/Table.module.css'
import classes from './ProbeTable.module.css'

/** The probe table before the proxies are known. */
export function ProbeBones() {
  return (
    <Box>
      <table className={`${table.table} ${classes.table}`} aria-hidden>
        <thead>
          <tr>
            <th>
              <Bone width={48} />
            </th>
          </tr>
        </thead>
        <tbody>
          {Array.from({ length: 8 }, (_, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: placeholders are all alike
            <tr key={index}>
              <td>
                <Bone width={120 + ((index * 37) % 80)} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Box>
  )
}
